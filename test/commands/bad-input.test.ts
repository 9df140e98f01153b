import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { app, type Ended, type Project, project } from './project';

const NOTHING_WRITTEN = 'nothing was written\n';

test('all that is wrong with an app is said together', () => {
  const wrong = app(`
    const namespace = dev.namespaceFor('web');
    const store = { namespace, keys: ['PASSWORD'] } as const;
    const elsewhere = Source.path({ repository: shop.repository, path: 'elsewhere' });

    const secrets = new Chart(dev, 'secrets-content');
    for (const name of ['missing', 'wide', 'moved']) new SealedSecret(secrets, name, store);
    new Application(dev, 'secrets', { source: Source.content(secrets), namespace });

    const twins = new Chart(dev, 'twins-content');
    configMap(twins, 'a');
    new ApiObject(twins, 'b', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
    const late = new Application(dev, 'twins', { source: Source.content(twins), namespace, wave: 3 });
    new Application(dev, 'early', { source: elsewhere, namespace, after: [late], wave: 2 });

    const second = Object.assign(new Construct(dev, 'second'), { environment: dev });
    new Application(second, 'web', { name: 'web2', source: Source.content(new Chart(second, 'content')), namespace });

    const chicken = new Application(dev, 'chicken', { source: elsewhere, namespace });
    const egg = new Application(dev, 'egg', { source: elsewhere, namespace, after: [chicken] });
    chicken.node.addDependency(egg);

    const escaping = new Chart(dev, 'escaping-content');
    configMap(escaping, 'a');
    new Application(dev, '../../x', { name: 'x', source: Source.content(escaping), namespace });
    new Platform(app, '../y', { repository: shop.repository });
    new Environment(shop, '../z');`);
  expect(
    refused({
      'envs/main.ts': `import { Construct } from 'constructs';\n${wrong}`,
      'sealed/in-cluster/cert.pem': 'not a certificate',
      'sealed/in-cluster/web-dev/wide.yaml': sealed('wide', '{sealedsecrets.bitnami.com/cluster-wide: "true"}'),
      'sealed/in-cluster/web-dev/moved.yaml': sealed('other', '{}'),
    }),
  ).toEqual({
    code: 1,
    stdout: '',
    stderr: `shop/dev/secrets-content/missing: key "PASSWORD" has no ciphertext in sealed/in-cluster/web-dev/missing.yaml; seal it: argosy secret seal web-dev/missing PASSWORD
shop/dev/secrets-content/wide: sealed/in-cluster/web-dev/wide.yaml is sealed with scope cluster-wide, not strict, so it would not open; declare scope cluster-wide, or remove the file and seal it anew
shop/dev/secrets-content/wide: sealed/in-cluster/web-dev/wide.yaml: the ciphertext of key "PASSWORD" is 2 bytes long, expected at least 530; seal the value anew
shop/dev/secrets-content/moved: sealed/in-cluster/web-dev/moved.yaml: it records the name "other", and its path says "moved"; move the file to where it belongs, or seal the values anew: ciphertext is bound to where it was sealed for
shop/dev/secrets-content/moved: sealed/in-cluster/web-dev/moved.yaml: the ciphertext of key "PASSWORD" is 2 bytes long, expected at least 530; seal the value anew
shop/dev/early: wave 2 contradicts after: shop/dev/twins has wave 3; pin a wave above 3 or leave it to be derived
shop/dev/second/web: its content folder "web" of shop/dev is taken by shop/dev/web; rename one of the two
shop/dev/..--..--x: the Application is named "../../x"; expected at most 63 lower-case letters, digits and inner dashes; rename it
shop/..--z: the environment is named "../z"; expected at most 63 lower-case letters, digits and inner dashes; rename it
..--y: the platform is named "../y"; expected at most 63 lower-case letters, digits and inner dashes; rename it
shop/dev/egg: depends on itself: shop/dev/egg => shop/dev/chicken => shop/dev/egg; remove one of these dependencies
sealed/in-cluster/cert.pem: there is no PEM certificate in it; refetch it from the controller (argosy cert fetch)
dist/shop/dev/twins/configmap-a.yaml: produced by shop/dev/twins-content/a and shop/dev/twins-content/b; rename one [ownership/duplicate]
shop/dev/escaping-content: its path in the output is "shop/dev/../../x", which has an empty, "." or ".." segment; rename what it is named after
14 findings; ${NOTHING_WRITTEN}`,
  });
});

test('findings stay findings when the app brings a copy of the package of its own', () => {
  const copy = ({ folder, write, read }: Project) => {
    for (const name of ['src', 'constructs', 'imports']) {
      cpSync(join(__dirname, '../..', name), join(folder, 'copy', name), { recursive: true });
    }
    write({ 'tsconfig.json': read('tsconfig.json').replace(/"[^"]*\/src\/index.ts"/, '"./copy/src/index.ts"') });
  };
  expect(refused({ 'envs/main.ts': app("new Environment(shop, 'No');") }, [], copy)).toEqual({
    code: 1,
    stdout: '',
    stderr: `shop/No: the environment is named "No"; expected at most 63 lower-case letters, digits and inner dashes; rename it\n1 finding; ${NOTHING_WRITTEN}`,
  });
});

test.each([
  [['--env', 'prdo'], '--env: expected dev or prod, got "prdo"; did you mean prod?\n'],
  [['--platform', 'shpo'], '--platform: expected shop, got "shpo"; did you mean shop?\n'],
])('what the app does not have is refused: %j', (args, message) => {
  expect(refused({}, args)).toEqual({ code: 2, stdout: '', stderr: message });
});

describe('an app that fails', () => {
  test.each([
    [
      'throws',
      "fail();\nfunction fail(): never { throw new TypeError('no luck'); }",
      'envs/main.ts:2:32: the app threw TypeError: no luck',
    ],
    ['throws what is no error', "throw 'no luck';", 'envs/main.ts: the app threw no luck'],
    ['is not TypeScript', 'const a = 1;\nconst b = ;', 'envs/main.ts:2:11: is not TypeScript: Unexpected ";"'],
    [
      'imports what is not TypeScript',
      "import './other';",
      'envs/other.ts:1:7: is not TypeScript: Expected identifier but found "="',
    ],
    [
      'imports what is not there',
      "import './missing';",
      "envs/main.ts:1:8: the app threw Error: Cannot find module './missing'",
    ],
    [
      'never synthesizes',
      'export {};',
      'envs/main.ts: the app was built and never synthesized; end it with app.synth(), on an App of cdk8s-argosy',
    ],
    [
      'throws later',
      "setTimeout(() => { throw new Error('late'); }, 10);",
      'envs/main.ts:1:26: the app threw Error: late',
    ],
    [
      'rejects later',
      "void (async () => { await null; throw new Error('late'); })();",
      'envs/main.ts:1:39: the app threw Error: late',
    ],
    [
      'ends the process',
      'process.exit(0);',
      'envs/main.ts: the app ended the process, so that nothing could be written; remove process.exit() from it',
    ],
  ])('%s', (_, main, message) => {
    const files = { 'envs/main.ts': main, 'envs/other.ts': 'const = 3;' };
    expect(refused(files)).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
  });

  test.each([
    [
      'synthesizes twice',
      'app.synth(); app.synth();',
      /^envs\/main.ts: app.synth\(\) ran 2 times, and each run would remove what the others wrote; put all platforms into one App and synthesize it once\n$/,
    ],
    [
      'throws after it synthesized',
      "app.synth(); setTimeout(() => { throw new Error('late'); }, 10);",
      /^envs\/main.ts:9:39: the app threw Error: late\n$/,
    ],
    [
      'breaks a rule of ours in its constructors',
      "new Chart(shop, 'dev'); app.synth();",
      /^envs\/main.ts:9:1: the app threw Error: There is already a Construct with name 'dev' in Platform \[shop\]\n$/,
    ],
  ])('%s', (_, end, message) => {
    expect(refused({ 'envs/main.ts': app('', end) })).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});

describe('cdk8s.yaml', () => {
  test.each([
    ['language: typescript', 'found none; add app: npx tsx envs/main.ts, or give --app FILE'],
    ['app: [', 'is not YAML: unexpected end of the stream within a flow collection (1:7); mend the file'],
  ])('%j is refused', (text, message) => {
    expect(refused({ 'cdk8s.yaml': text })).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });

  test('that is missing is asked for, and not needed with --app', () => {
    const { argosy, folder, content } = project();
    rmSync(join(folder, 'cdk8s.yaml'));
    const before = content();
    expect(argosy(['synth'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'cdk8s.yaml: there is none in this folder; run argosy in the folder that has it, or give --app FILE\n',
    });
    expect(content()).toEqual(before);
    expect(argosy(['synth', '--app', 'envs/main.ts'])).toMatchObject({ code: 0, stderr: '' });
  });

  test('that names what tsx does not compile is refused', () => {
    expect(refused({ 'envs/main.mts': '', 'cdk8s.yaml': 'app: npx tsx envs/main.mts' }).stderr).toBe(
      'cdk8s.yaml: app: envs/main.mts cannot be loaded under this name; rename it to end with .ts\n',
    );
  });

  test('that names what is no file is refused', () => {
    expect(refused({ 'cdk8s.yaml': 'app: npx tsx envs/man.ts' }).stderr).toBe(
      'cdk8s.yaml: app: envs/man.ts does not exist; name the file that builds the app\n',
    );
    expect(refused({}, ['--app', 'envs']).stderr).toBe('--app: envs is no file; name the file that builds the app\n');
  });
});

const mountable = canMount();
if (!mountable) process.stdout.write('no right to mount: no full disk and no read-only file system is tried\n');

describe('an output folder', () => {
  test('that is a file is refused', () => {
    expect(refused({ out: '' }, ['--out', 'out'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'out: found a file, expected a folder; move it away or delete it\n',
    });
  });

  test('from which a link leads out is refused', () => {
    const link = ({ folder }: Project) => {
      mkdirSync(join(folder, 'out'));
      mkdirSync(join(folder, 'elsewhere'));
      symlinkSync('../elsewhere', join(folder, 'out/shop'));
    };
    expect(refused({}, ['--out', 'out'], link)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'out/shop: found a symbolic link, expected a folder; move it away or delete it\n',
    });
  });

  mounted(
    'ro',
    'out: cannot be written, its file system is read-only; make it writable or choose another output folder\n',
  );
  mounted('size=8k', 'out: cannot be written, its disk is full; free some space and run again\n');

  function mounted(options: string, message: string): void {
    const onMount = mountable ? test : test.skip;
    onMount(`on a file system that is mounted with ${options}`, () => {
      const out = ({ folder }: Project) => join(folder, 'out');
      let at = '';
      try {
        const mount = (one: Project) => {
          at = out(one);
          mkdirSync(at);
          spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at]);
        };
        expect(refused({}, ['--out', 'out'], mount)).toEqual({ code: 2, stdout: '', stderr: message });
      } finally {
        spawnSync('umount', [at]);
      }
    });
  }
});

test('a certificate that is none seals nothing, and the value is not asked for', () => {
  const { argosy, content } = project({ 'sealed/in-cluster/cert.pem': 'not a certificate' });
  const before = content();
  expect(argosy(['secret', 'seal', 'web-dev/token', 'PASSWORD'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'sealed/in-cluster/cert.pem: there is no PEM certificate in it; refetch it from the controller ' +
      `(argosy cert fetch)\n1 finding; ${NOTHING_WRITTEN}`,
  });
  expect(content()).toEqual(before);
});

/** What synth says to a project, which must be the same byte for byte afterwards. */
function refused(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  prepare: (one: Project) => void = () => {},
): Ended {
  const one = project({ 'dist/ours.yaml': 'from before\n', ...files });
  prepare(one);
  const before = one.content();
  const ended = one.argosy(['synth', ...args]);
  expect(one.content()).toEqual(before);
  return ended;
}

function sealed(name: string, annotations: string): string {
  return `apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: ${name}, annotations: ${annotations}}
spec: {encryptedData: {PASSWORD: AgA=}}
`;
}

function canMount(): boolean {
  return spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
}
