import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const CHECKOUT = join(__dirname, '../..');

/** A folder with an app in it, as a user has it; the package is this checkout. */
export interface Project {
  readonly folder: string;
  write(files: Readonly<Record<string, string>>): void;
  read(file: string): string;
  argosy(args: readonly string[], env?: Readonly<Record<string, string>>): Ended;
  cdk8s(args: readonly string[]): Ended;
  /** What the folder holds: the bytes of files, and where links lead. */
  content(below?: string): Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// A process takes a second, several of them take longer than a test usually may.
jest.setTimeout(60_000);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export function project(files: Readonly<Record<string, string>> = {}): Project {
  // Messages name files below the working directory, which a process knows by its real name.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-project-')));
  folders.push(folder);
  symlinkSync(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'));
  const write = (more: Readonly<Record<string, string>>) => {
    for (const [file, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  };
  write({ 'cdk8s.yaml': CONFIGURATION, 'tsconfig.json': COMPILER, 'envs/main.ts': app(), ...files });
  return {
    folder,
    write,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    argosy: (args, env = {}) => run(folder, [join(CHECKOUT, 'bin/argosy.js'), ...args], env),
    cdk8s: (args) => run(folder, [join(CHECKOUT, 'node_modules/cdk8s-cli/bin/cdk8s'), ...args], { CI: 'true' }),
    content: (below = '') => Object.fromEntries(entries(join(folder, below), '')),
  };
}

function run(cwd: string, args: readonly string[], env: Readonly<Record<string, string>>): Ended {
  const options = { cwd, encoding: 'utf8', env: { ...quiet(), ...env } } as const;
  const { status, stdout, stderr }: SpawnSyncReturns<string> = spawnSync(process.execPath, args, options);
  return { code: status, stdout, stderr };
}

/** Without what the test runner's own surroundings would change. */
function quiet(): NodeJS.ProcessEnv {
  const { CI, NODE_OPTIONS, JEST_WORKER_ID, ...env } = process.env;
  // npm tells of new versions of itself, npx of settings it does not know, and cdk8s-cli asks the registry for its own.
  return { ...env, npm_config_update_notifier: 'false', npm_config_loglevel: 'error', CDK8S_CHECK_UPGRADE: 'false' };
}

function entries(folder: string, below: string): [string, string][] {
  return readdirSync(join(folder, below))
    .sort()
    .flatMap((name) => {
      const path = below === '' ? name : `${below}/${name}`;
      const full = join(folder, path);
      const stat = lstatSync(full);
      if (name === 'node_modules') return [];
      if (stat.isSymbolicLink()) return [[path, `-> ${readlinkSync(full)}`]];
      return stat.isDirectory() ? entries(folder, path) : [[path, readFileSync(full, 'latin1')]];
    });
}

/** A small platform, with whatever else a test puts into the app before it is synthesized. */
export function app(more = '', end = 'app.synth();'): string {
  return `import { ApiObject, Chart } from 'cdk8s';
import { App, Application, Environment, Platform, Repository, SealedSecret, Source } from 'cdk8s-argosy';

const app = new App();
const shop = new Platform(app, 'shop', { repository: Repository.git('https://git.example/shop', 'main') });
const dev = environment('dev');
const prod = environment('prod');
${more}
${end}

function environment<E extends string>(name: E): Environment<E> {
  const one = new Environment(shop, name);
  const content = new Chart(one, 'web-content');
  configMap(content, 'greeting', name);
  new Application(one, 'web', { source: Source.content(content), namespace: one.namespaceFor('web') });
  return one;
}

function configMap(chart: Chart, name: string, text = ''): ApiObject {
  return new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { text } } as never);
}
`;
}

// As `npx tsx`, half a second sooner.
const CONFIGURATION = 'language: typescript\napp: node_modules/.bin/tsx envs/main.ts\noutput: .cdk8s/\n';

const COMPILER = JSON.stringify({
  compilerOptions: {
    target: 'es2022',
    module: 'commonjs',
    paths: { 'cdk8s-argosy': [join(CHECKOUT, 'src/index.ts')] },
  },
});
