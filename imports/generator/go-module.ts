import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { at, text } from './json';

export interface GoModule {
  readonly module: string;
  readonly version: string;
}

/** The folder of a module, which Go downloads and verifies against its checksum database if it is not here. */
export function downloadedModule({ module, version }: GoModule): string {
  const out = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], { encoding: 'utf8' });
  return text(at(JSON.parse(out), 'Dir'), 'Dir of go mod download');
}

/** The folder of a module, if Go's module cache has it; asks neither Go nor the network. */
export function cachedModule({ module, version }: GoModule): string | undefined {
  const [goPath] = (process.env.GOPATH ?? '').split(delimiter);
  const cache = process.env.GOMODCACHE ?? join(goPath || join(homedir(), 'go'), 'pkg', 'mod');
  const folder = join(cache, `${escaped(module)}@${escaped(version)}`);
  return existsSync(folder) ? folder : undefined;
}

/** Go's cache lives on file systems that ignore case too. */
function escaped(path: string): string {
  return path.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
