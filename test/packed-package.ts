import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CHECKOUT = join(__dirname, '..');

export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project of a user, with the package as `npm pack` makes it, and nothing else of this checkout. */
export interface UserProject {
  readonly folder: string;
  /** Where the package lies in it. */
  readonly package: string;
  write(files: Readonly<Record<string, string>>): void;
  read(file: string): string;
  node(args: readonly string[], input?: string): Output;
  argosy(args: readonly string[], input?: string): Output;
  tsc(args?: readonly string[]): Output;
  /** cdk8s-cli, in a folder of the project. */
  cdk8s(args: readonly string[], below: string): Output;
  remove(): void;
}

/** Takes a few seconds: it packs, which compiles. Only what package.json asks for is there to be loaded. */
export function userProject(): UserProject {
  const root = mkdtempSync(join(tmpdir(), 'argosy-user-'));
  const folder = join(root, 'project');
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  unpack(pack(join(root, 'checkout')), join(modules, 'cdk8s-argosy'));
  const { dependencies, peerDependencies } = manifest();
  for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), 'typescript']) {
    symlinkSync(join(CHECKOUT, 'node_modules', name), join(modules, name));
  }
  const node = (args: readonly string[], input = '') => run(process.execPath, args, folder, input);
  return {
    folder,
    package: join(modules, 'cdk8s-argosy'),
    node,
    argosy: (args, input) => node(['node_modules/cdk8s-argosy/bin/argosy.js', ...args], input),
    tsc: (args = []) => node(['node_modules/typescript/bin/tsc', '--pretty', 'false', ...args]),
    cdk8s: (args, below) =>
      run(process.execPath, [join(CHECKOUT, 'node_modules/cdk8s-cli/bin/cdk8s'), ...args], join(folder, below)),
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    write: (files) => {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export interface PackageManifest {
  readonly version: string;
  readonly files: readonly string[];
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function manifest(): PackageManifest {
  return JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
}

/** In a copy, so that it does not compile into the checkout under the feet of other tests. */
function pack(copy: string): string {
  for (const name of ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'LICENSE', ...PACKED]) {
    cpSync(join(CHECKOUT, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(CHECKOUT, 'node_modules'), join(copy, 'node_modules'));
  succeed(run('npm', ['pack', '--offline', '--silent'], copy));
  const tarball = readdirSync(copy).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  return join(copy, tarball);
}

const PACKED = ['README.md', 'CHANGELOG.md', 'bin', 'src', 'constructs', 'imports'];

function unpack(tarball: string, folder: string): void {
  mkdirSync(folder);
  succeed(run('tar', ['-xzf', tarball, '--strip-components=1'], folder));
}

function run(command: string, args: readonly string[], cwd: string, input = ''): Output {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, input, env, encoding: 'utf8' });
  if (error) throw error;
  return { code: status, stdout, stderr };
}

function succeed({ code, stdout, stderr }: Output): void {
  if (code !== 0) throw new Error(`exit code ${code}\n${stdout}${stderr}`);
}
