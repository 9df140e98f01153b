import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import type { SealingScope } from '../../constructs/sealed-store';
import { seal, unseal } from '../../src/seal/ciphertext';
import { sealingLabel, sealingScopes } from '../../src/seal/scope';
import { type SealedValue, sealedSecretText } from '../../src/seal/sealed-secret-file';
import { beginning } from '../../src/seal/sealing-note';
import { fileStore } from '../../src/seal/store';
import { vectors } from './vectors';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const token = { cluster: 'in-cluster', namespace: 'dev', name: 'token' };
const ciphertext = seal(Buffer.from('hunter2'), publicKey, 'dev/token');

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('a manifest that kubeseal wrote is read as it is', () => {
  const root = store({ 'in-cluster/dev/token.yaml': kubesealed('token') });
  expect(fileStore(root, 'sealed').read('in-cluster', 'dev', 'token')).toEqual({
    found: true,
    file: 'sealed/in-cluster/dev/token.yaml',
    scope: 'strict',
    encryptedData: { PASSWORD: ciphertext },
    problems: [],
  });
});

test('JSON, which kubeseal writes unless asked for YAML, is read as well', () => {
  const manifest = {
    kind: 'SealedSecret',
    apiVersion: 'bitnami.com/v1alpha1',
    metadata: { name: 'token', annotations: { 'sealedsecrets.bitnami.com/cluster-wide': 'true' } },
    spec: { encryptedData: { PASSWORD: ciphertext } },
  };
  const root = store({ 'in-cluster/dev/token.yaml': JSON.stringify(manifest, undefined, 2) });
  expect(fileStore(root).read('in-cluster', 'dev', 'token')).toMatchObject({ scope: 'cluster-wide', problems: [] });
});

test('a secret that is not there says where it was looked for', () => {
  expect(fileStore(store({}), 'sealed').read('in-cluster', 'dev', 'token')).toEqual({
    found: false,
    file: 'sealed/in-cluster/dev/token.yaml',
  });
});

test('a key that is not there is not found, even when every object has something of that name', () => {
  const answer = fileStore(store({ 'in-cluster/dev/token.yaml': kubesealed('token') })).read(
    'in-cluster',
    'dev',
    'token',
  );
  expect(answer.found && answer.encryptedData.constructor).toBeUndefined();
});

const UNREADABLE = 'repair it, or restore it from Git';

test.each([
  [
    'a: [',
    'it is not YAML of one document: unexpected end of the stream within a flow collection (line 1)',
    UNREADABLE,
  ],
  ['A: *hunter2', 'it is not YAML of one document: unidentified alias (line 1)', UNREADABLE],
  ['A: !hunter2 x', 'it is not YAML of one document: unknown scalar tag (line 1)', UNREADABLE],
  ['A: !<%> hunter2', 'it is not YAML of one document: tag name cannot contain such characters (line 1)', UNREADABLE],
  [
    'a: 1\nb:\n<<<<<<< HEAD\n  c: 1\n=======\n  c: 2\n>>>>>>> theirs\n',
    'it is not YAML of one document: a merge was left unresolved (line 3)',
    UNREADABLE,
  ],
  ['- 1', 'it is no manifest', UNREADABLE],
  [
    'kind: Secret\napiVersion: v1\nstringData: {PASSWORD: hunter2}',
    'it is Secret of v1; expected SealedSecret of bitnami.com/v1alpha1',
    'remove it, replace the values that now stand readable in Git, and seal them',
  ],
  [
    kubesealed('other'),
    'it records the name "other", and its path says "token"',
    'move the file to where it belongs, or seal the values anew: ciphertext is bound to where it was sealed for',
  ],
  [
    kubesealed('token', 'prod'),
    'it records the namespace "prod", and its path says "dev"',
    'move the file to where it belongs, or seal the values anew: ciphertext is bound to where it was sealed for',
  ],
  [
    `${kubesealed('token')}  template: {metadata: {annotations: {sealedsecrets.bitnami.com/namespace-wide: "true"}}}`,
    'its metadata says scope strict, and its template says namespace-wide',
    'give metadata.annotations the scope it was sealed with: the controller reads that one',
  ],
  [
    kubesealed('token').replace(ciphertext, `${ciphertext.slice(0, -1)}`),
    'the ciphertext of key "PASSWORD" is not canonical base64, so it was cut or edited',
    'seal the value anew',
  ],
  [
    kubesealed('token').replace(ciphertext, '7'),
    'key "PASSWORD" holds no text; expected ciphertext',
    'seal the value anew',
  ],
])('a file with a fault says which (%#)', (text, message, fix) => {
  const answer = fileStore(store({ 'in-cluster/dev/token.yaml': text })).read('in-cluster', 'dev', 'token');
  expect(answer.found && answer.problems).toEqual([{ message, fix }]);
});

test('a value is as long as the key of the cluster makes it', () => {
  const files = {
    'in-cluster/dev/token.yaml': kubesealed('token'),
    'in-cluster/cert.pem': vectors.keys.A.certificatePem,
  };
  const answer = fileStore(store(files)).read('in-cluster', 'dev', 'token');
  expect(answer.found && answer.problems).toEqual([
    {
      message: 'the ciphertext of key "PASSWORD" says that its RSA block is 256 bytes long, expected 512',
      fix: 'seal the value anew',
    },
  ]);
});

test('a value that an older key sealed may be as long as that key made it', () => {
  const note = { sealedAt: '2026-01-01T00:00:00Z', sealingKey: 'sha256:older', ciphertext: beginning(ciphertext) };
  const files = {
    'in-cluster/dev/token.yaml': sealedSecretText(undefined, token, 'strict', new Map([['K', { ciphertext, note }]])),
    'in-cluster/cert.pem': vectors.keys.A.certificatePem,
  };
  expect(fileStore(store(files)).read('in-cluster', 'dev', 'token')).toMatchObject({ found: true, problems: [] });
});

test.each([
  ['..', 'dev', 'token', 'the cluster is ".."; expected letters, digits and inner dots, dashes and underscores'],
  [
    'in-cluster',
    '../..',
    'token',
    'the namespace is "../.."; expected at most 63 lower-case letters, digits and inner dashes',
  ],
  [
    'in-cluster',
    'dev',
    '../../x',
    'the name is "../../x"; expected at most 250 lower-case letters, digits and inner dots and dashes',
  ],
])('no name leads out of the store (%s, %s, %s)', (cluster, namespace, name, message) => {
  const answer = fileStore(store({})).read(cluster, namespace, name);
  expect(answer.found && answer.problems).toEqual([{ message, fix: 'rename it' }]);
});

test('a file where a folder is needed is said', () => {
  const problem = (path: string) => [
    { message: `${path} of its path is a file, expected a folder`, fix: 'move that file away' },
  ];
  const answer = (root: string) => fileStore(root).read('in-cluster', 'dev', 'token');
  expect(answer(store({ 'in-cluster/dev': '' }))).toMatchObject({ problems: problem('in-cluster/dev') });
  expect(answer(store({ 'in-cluster': '' }))).toMatchObject({ problems: problem('in-cluster') });
  expect(answer(join(store({ sealed: '' }), 'sealed'))).toMatchObject({ problems: problem('sealed') });
});

test('keys that look like numbers are in the order of their bytes too', () => {
  const root = store({});
  write(root, 'strict', { 9: 'AgA', 10: 'AgB', a: 'AgC', 1: 'AgD' });
  const text = readFileSync(join(root, 'in-cluster/dev/token.yaml'), 'utf8');
  expect([...text.matchAll(/^ {4}'?(\w+)'?: Ag/gm)].map(([, key]) => key)).toEqual(['1', '10', '9', 'a']);
});

test('a symbolic link out of the store is neither read nor written through', () => {
  const outside = store({ 'token.yaml': kubesealed('token') });
  const root = store({ 'in-cluster/cert.pem': '' });
  symlinkSync(outside, join(root, 'in-cluster', 'dev'));
  const files = fileStore(root);
  const refusal = {
    message: 'a symbolic link leads out of the store',
    fix: 'put the file itself there, or link to one inside the store',
  };
  const answer = files.read('in-cluster', 'dev', 'token');
  expect(answer.found && answer.problems).toEqual([refusal]);
  expect(files.save(files.open({ ...token, name: 'new' }), 'x')).toEqual([refusal]);
  expect(readdirSync(outside)).toEqual(['token.yaml']);
});

test('a certificate with another key than the pinned one is not used', () => {
  const pin = `publicKey: sha256:${vectors.keys.B.spkiSha256Hex}\n`;
  const root = store({ 'in-cluster/cert.pem': vectors.keys.A.certificatePem, 'in-cluster/pin.yaml': pin });
  expect(fileStore(root, 'sealed').certificate('in-cluster')).toEqual({
    usable: false,
    missing: false,
    findings: [
      {
        where: 'sealed/in-cluster/cert.pem',
        message: `its public key is sha256:${vectors.keys.A.spkiSha256Hex}, and sealed/in-cluster/pin.yaml pins sha256:${vectors.keys.B.spkiSha256Hex}`,
        fix: 'ask whoever runs the cluster which key is right, and pin this one (argosy cert pin) only if it is the new one',
      },
    ],
  });
});

test('a certificate is read once, however many secrets ask for it', () => {
  const root = store({ 'in-cluster/cert.pem': vectors.keys.A.certificatePem });
  const files = fileStore(root);
  const first = files.certificate('in-cluster');
  rmSync(join(root, 'in-cluster/cert.pem'));
  expect(files.certificate('in-cluster')).toBe(first);
});

test('a broken certificate is one finding however many secrets were read, and a missing one is none', () => {
  const files = fileStore(store({ 'broken/cert.pem': 'no certificate', 'unused/cert.pem': 'none either' }), 'sealed');
  for (const name of ['a', 'b']) for (const cluster of ['broken', 'missing']) files.read(cluster, 'dev', name);
  expect(files.findings()).toEqual([
    {
      where: 'sealed/broken/cert.pem',
      message: 'there is no PEM certificate in it',
      fix: 'refetch it from the controller (argosy cert fetch)',
    },
  ]);
});

test('a file that changed since it was opened is not overwritten', () => {
  const root = store({ 'in-cluster/dev/token.yaml': kubesealed('token') });
  const files = fileStore(root);
  const opened = files.open(token);
  writeFileSync(opened.path, 'changed');
  expect(files.save(opened, 'mine')).toEqual([
    { message: 'it changed while the values were sealed', fix: 'run the command again' },
  ]);
  expect(readFileSync(opened.path, 'utf8')).toBe('changed');
});

test('the written file is one a reviewer can read: sorted, one line a value, notes beside', () => {
  const root = store({});
  write(root, 'namespace-wide', { b: 'AgB', '.a': 'AgA', '0x1F': 'AgC' });
  expect(readFileSync(join(root, 'in-cluster/dev/token.yaml'), 'utf8')).toBe(`apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  annotations:
    sealed.argosy.io/keys: |
      '.a': {ciphertext: AgA, sealedAt: '2026-01-01T00:00:00Z', sealingKey: sha256:00}
      '0x1F': {ciphertext: AgC, sealedAt: '2026-01-01T00:00:00Z', sealingKey: sha256:00}
      b: {ciphertext: AgB, sealedAt: '2026-01-01T00:00:00Z', sealingKey: sha256:00}
    sealedsecrets.bitnami.com/namespace-wide: 'true'
  name: token
  namespace: dev
spec:
  encryptedData:
    '.a': AgA
    '0x1F': AgC
    b: AgB
  template:
    metadata:
      annotations:
        sealedsecrets.bitnami.com/namespace-wide: 'true'
      name: token
      namespace: dev
`);
  expect(readdirSync(join(root, 'in-cluster/dev'))).toEqual(['token.yaml']);
});

test('what was sealed and stored comes back and opens, whatever the keys are called', () => {
  const root = store({});
  const key = fc.oneof(
    fc.stringMatching(/^[-._a-zA-Z0-9]{1,80}$/).filter((text) => text !== '.' && !text.startsWith('..')),
    fc.constantFrom(
      'constructor',
      '__proto__',
      'true',
      'null',
      'y',
      '0X1F',
      '0o14',
      '1e_3',
      '-',
      '---',
      '10',
      '9',
      '_',
    ),
  );
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.uint8Array({ maxLength: 20 }), { minKeys: 1, maxKeys: 4 }),
      fc.constantFrom(...sealingScopes),
      (values, scope) => {
        rmSync(join(root, 'in-cluster'), { recursive: true, force: true });
        const label = sealingLabel(scope, 'dev', 'token');
        const sealed = Object.entries(values).map(([name, value]) => [name, seal(value, publicKey, label)] as const);
        for (const one of sealed) write(root, scope, Object.fromEntries([one]));
        const answer = fileStore(root).read('in-cluster', 'dev', 'token');
        if (!answer.found) throw new Error('not found');
        expect(answer.problems).toEqual([]);
        expect(answer.scope).toBe(scope);
        expect(Object.entries(answer.encryptedData).sort()).toEqual([...sealed].map(([a, b]) => [a, b]).sort());
        for (const [name, value] of Object.entries(values)) {
          const opened = unseal(answer.encryptedData[name] ?? '', [privateKey], label);
          expect(opened).toEqual({ opened: true, value: Buffer.from(value) });
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('sealing one key leaves the lines of the others as they were', () => {
  const root = store({});
  write(root, 'strict', { a: 'AgA', b: 'AgB', c: 'AgC' });
  const file = join(root, 'in-cluster/dev/token.yaml');
  const before = readFileSync(file, 'utf8').split('\n');
  write(root, 'strict', { b: 'AgX' });
  const after = readFileSync(file, 'utf8').split('\n');
  expect(after.filter((line) => !before.includes(line))).toEqual([
    "      b: {ciphertext: AgX, sealedAt: '2026-01-01T00:00:00Z', sealingKey: sha256:00}",
    '    b: AgX',
  ]);
});

function write(root: string, scope: SealingScope, values: Readonly<Record<string, string>>): void {
  const files = fileStore(root);
  const opened = files.open(token);
  const sealed = Object.entries(values).map(([key, text]): [string, SealedValue] => [
    key,
    { ciphertext: text, note: note(text) },
  ]);
  expect(files.save(opened, sealedSecretText(opened.content, token, scope, new Map(sealed)))).toEqual([]);
}

function note(text: string) {
  return { sealedAt: '2026-01-01T00:00:00Z', sealingKey: 'sha256:00', ciphertext: beginning(text) };
}

function store(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'sealed-'));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

function kubesealed(name: string, namespace = 'dev'): string {
  return `---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  creationTimestamp: null
  name: ${name}
  namespace: ${namespace}
spec:
  encryptedData:
    PASSWORD: ${ciphertext}
`;
}
