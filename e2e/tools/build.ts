import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { built, isBuilt, publish, sourceFolder } from './cache';
import { argoCdVersions, type Binary, foundation, kubeconform, type Module } from './versions';

/** Builds what is missing. A module that fails leaves nothing that counts as built. */
export async function build(modules: readonly Module[], say: (line: string) => void): Promise<void> {
  const missing = modules.filter((module) => !isBuilt(module));
  if (missing.length > 0) assertGo();
  // Two builds of one folder would compile the same libraries, at the same time.
  const open = [...new Set(missing.map(({ folder }) => folder))];
  let begun = 0;
  let over = false;
  const next = async (): Promise<void> => {
    for (let folder = open.shift(); folder; folder = open.shift()) {
      for (const module of missing.filter((each) => each.folder === folder)) {
        if (over) return;
        const version = versionOf(module);
        begun += 1;
        say(`${begun} of ${missing.length}: ${module.of} ${version}`);
        await buildModule(module, version, say);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_A_TIME }, next));
  } finally {
    over = true;
  }
}

/** Folders: while one is downloaded or linked, which one processor does, the other is compiled. */
const AT_A_TIME = 2;

function assertGo(): void {
  const { error } = spawnSync('go', ['version']);
  if (error) throw new Error('e2e:build: go is not to be had; install Go 1.25.5 or newer, and have it on the PATH');
}

async function buildModule(module: Module, version: string, say: (line: string) => void): Promise<void> {
  const { folder } = built(module);
  mkdirSync(dirname(folder), { recursive: true });
  for (const left of abandoned(folder)) rmSync(left, { recursive: true, force: true });
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial);
  try {
    for (const [name, binary] of Object.entries(module.binaries)) {
      const start = Date.now();
      await compile(module, binary, version, join(partial, 'bin', name));
      say(`  ${module.name}: ${name} in ${Math.round((Date.now() - start) / 1000)} s`);
    }
    for (const file of module.files ?? []) copyWritable(join(moduleFolder(module), file), join(partial, 'files', file));
    publish(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** What builds that were killed have left behind. */
function abandoned(folder: string): string[] {
  const prefix = `${basename(folder)}.partial-`;
  return readdirSync(dirname(folder))
    .filter((name) => name.startsWith(prefix) && !existsSync(`/proc/${name.slice(prefix.length)}`))
    .map((name) => join(dirname(folder), name));
}

/** Go keeps the files of modules read-only, and so would our copies be. */
function copyWritable(from: string, to: string): void {
  cpSync(from, to, { recursive: true, mode: 0 });
  execFileSync('chmod', ['-R', 'u+w', to]);
}

async function compile(module: Module, binary: Binary, version: string, output: string): Promise<void> {
  const [major = '', minor = ''] = version.slice(1).split('.');
  const values: Readonly<Record<string, string>> = {
    VERSION: binary.package.startsWith('k8s.io/') ? version : version.slice(1),
    MAJOR: major,
    MINOR: minor,
  };
  const variables = Object.entries(binary.link ?? {}).map(([name, value]) => `-X ${name}=${values[value]}`);
  const args = [
    'build',
    '-buildvcs=false',
    // What debuggers read, which -s would throw away: a tenth of the time.
    '-gcflags=all=-dwarf=false',
    '-ldflags',
    ['-s -w', ...variables].join(' '),
    '-o',
    output,
    binary.package,
  ];
  await new Promise<void>((resolve, reject) => {
    // The compiler is a short-lived program with much garbage: not collecting it saves a fifth of the time. The releases
    // are built without C, too.
    const env = { ...process.env, GOFLAGS: '', CGO_ENABLED: '0', GOGC: 'off', GOMEMLIMIT: '1GiB' };
    const go = spawn('go', args, { cwd: sourceFolder(module), env, stdio: ['ignore', 'ignore', 'pipe'] });
    const said: Buffer[] = [];
    go.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    go.on('error', reject);
    go.on('close', (code) => {
      if (code === 0) return resolve();
      const end = Buffer.concat(said).toString().split('\n').slice(-20).join('\n');
      reject(new Error(`go build ${binary.package} ended with ${code}:\n${end}`));
    });
  });
}

function versionOf(module: Module): string {
  return list(module, '{{.Version}}');
}

function moduleFolder(module: Module): string {
  execFileSync('go', ['mod', 'download', module.of], { cwd: sourceFolder(module) });
  return list(module, '{{.Dir}}');
}

function list(module: Module, format: string): string {
  const options = { cwd: sourceFolder(module), encoding: 'utf8' } as const;
  return execFileSync('go', ['list', '-m', '-f', format, module.of], options).trim();
}

/**
 * `npm run e2e:build [-- module ...]`: builds all that e2e needs, or the modules that are named, and prints the folders of
 * their binaries, for a PATH.
 */
async function main(names: readonly string[]): Promise<void> {
  const wanted: readonly Module[] = [...foundation, ...Object.values(argoCdVersions)];
  const all = [...wanted, kubeconform];
  const stranger = names.find((each) => !all.some(({ name }) => name === each));
  if (stranger) {
    const known = all.map(({ name }) => name).join(', ');
    throw new Error(`e2e:build: expected modules out of ${known}, got "${stranger}"`);
  }
  const asked = names.length === 0 ? wanted : all.filter(({ name }) => names.includes(name));
  await build(asked, (line) => console.error(line));
  console.error(`built: ${asked.map(({ name }) => name).join(', ')}`);
  for (const each of asked) if (Object.keys(each.binaries).length > 0) console.log(built(each).binary(''));
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  });
}
