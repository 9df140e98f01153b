import { Readable } from 'node:stream';
import { type ShowRequest, showCertificate } from '../../src/commands/cert-show';
import { sealSecret } from '../../src/commands/secret-seal';
import { A, argosy, B, folder, KEY_A, KEY_B, write } from './cert-run';

const PINNED_B = {
  'sealed/in-cluster/cert.pem': B.certificatePem,
  'sealed/in-cluster/pin.yaml': `publicKey: ${KEY_B}\n`,
};
const HEAD = `sealed/in-cluster/cert.pem
  public key  ${KEY_B}
  valid       2026-02-01 to 2036-01-30, 1 day old
`;

test('a store without secrets shows the certificate alone', () => {
  expect(shown({}, folder(PINNED_B))).toEqual({
    error: undefined,
    stdout: `${HEAD}  pinned      in sealed/in-cluster/pin.yaml\n  values      0 sealed with this key\n`,
    stderr: '',
  });
});

test('values are counted by the key that sealed them, whatever tool did', async () => {
  const cwd = await storeOfThreeKeys();
  expect(shown({}, cwd)).toEqual({
    error: undefined,
    stdout: `${HEAD}  pinned      no; compare the key with the controller's, then run argosy cert pin
  values      2 sealed with this key
1 value sealed with ${KEY_A}: it opens while the controller keeps that key
  sealed/in-cluster/dev/old.yaml: K
1 value sealed by another tool, with a key that is unknown
  sealed/in-cluster/dev/foreign.yaml: K
`,
    stderr: '',
  });
});

test('the same for programs', async () => {
  const cwd = await storeOfThreeKeys();
  const { stdout } = shown({ json: true }, cwd);
  expect(JSON.parse(stdout)).toEqual({
    formatVersion: 1,
    cluster: 'in-cluster',
    file: 'sealed/in-cluster/cert.pem',
    publicKey: KEY_B,
    validFrom: '2026-02-01T00:00:00.000Z',
    validTo: '2036-01-30T00:00:00.000Z',
    ageDays: 1,
    pin: 'unpinned',
    pinFile: 'sealed/in-cluster/pin.yaml',
    values: 2,
    otherKeys: [
      { publicKey: KEY_A, values: [{ file: 'sealed/in-cluster/dev/old.yaml', key: 'K' }] },
      { publicKey: null, values: [{ file: 'sealed/in-cluster/dev/foreign.yaml', key: 'K' }] },
    ],
    unreadable: [],
  });
});

test('a file that cannot be read is named', () => {
  const { stdout } = shown({}, folder({ ...PINNED_B, 'sealed/in-cluster/dev/token.yaml': '- 1' }));
  expect(stdout).toBe(`${HEAD}  pinned      in sealed/in-cluster/pin.yaml
  values      0 sealed with this key
sealed/in-cluster/dev/token.yaml: it cannot be told which key sealed it: it is no manifest
`);
});

test('a demonstration is called one and never old', () => {
  const pin = `publicKey: ${KEY_B}\npurpose: demonstration\n`;
  const cwd = folder({ ...PINNED_B, 'sealed/in-cluster/pin.yaml': pin });
  expect(shown({}, cwd, '2036-06-01')).toEqual({
    error: undefined,
    stdout: `sealed/in-cluster/cert.pem
  public key  ${KEY_B}
  valid       2026-02-01 to 2036-01-30, 3773 days old
  pinned      in sealed/in-cluster/pin.yaml as a demonstration: nobody has its private key
  values      0 sealed with this key
`,
    stderr: '',
  });
});

test.each([
  [
    '2026-04-02',
    'the certificate is 60 days old, and controllers make a new key every 30 days; refetch it from the controller (argosy cert fetch)',
  ],
  [
    '2026-01-02',
    'the certificate is not valid before 2026-02-01, and today is 2026-01-02; set the clock, or refetch it from the controller (argosy cert fetch)',
  ],
])('a certificate that is not of %s is shown with a warning', (now, message) => {
  expect(shown({}, folder(PINNED_B), now).stderr).toBe(`warning: sealed/in-cluster/cert.pem: ${message}\n`);
});

test('one that does not fit its pin is not shown as the one of the cluster', () => {
  expect(shown({}, folder({ ...PINNED_B, 'sealed/in-cluster/cert.pem': A.certificatePem })).error).toBe(
    `sealed/in-cluster/cert.pem: its public key is ${KEY_A}, and sealed/in-cluster/pin.yaml pins ${KEY_B}; ask whoever runs the cluster which key is right, and pin this one (argosy cert pin) only if it is the new one`,
  );
});

test('the command is the same, as a process', async () => {
  expect(await argosy(folder(), ['cert', 'show', '--cluster', 'edge', '-o', 'json'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'sealed/edge/cert.pem: there is no certificate of cluster edge; fetch it: argosy cert fetch --cluster edge\n1 finding; nothing was written\n',
  });
}, 30_000);

function shown(request: ShowRequest, cwd: string, now = '2026-02-02') {
  const output = { stdout: '', stderr: '' };
  let error: string | undefined;
  try {
    showCertificate(request, {
      stdout: { write: (text) => (output.stdout += text) },
      stderr: { write: (text) => (output.stderr += text) },
      cwd,
      now: new Date(`${now}T12:00:00Z`),
    });
  } catch (thrown) {
    error = String((thrown as Error).message);
  }
  return { error, ...output };
}

/** Sealed with A, then with B, and once by a tool that leaves no note. */
async function storeOfThreeKeys(): Promise<string> {
  const cwd = folder({ 'sealed/in-cluster/cert.pem': A.certificatePem });
  await seal('dev/old');
  write(cwd, { 'sealed/in-cluster/cert.pem': B.certificatePem });
  await seal('dev/one');
  await seal('prod/two');
  const manifest = { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', spec: { encryptedData: { K: 'AgAA' } } };
  write(cwd, { 'sealed/in-cluster/dev/foreign.yaml': JSON.stringify(manifest) });
  return cwd;

  function seal(target: string): Promise<void> {
    const silent = { write: () => true };
    const now = new Date('2026-02-02T00:00:00Z');
    return sealSecret(
      { target, key: 'K' },
      { stdin: Readable.from([Buffer.from('v')]), stdout: silent, stderr: silent, cwd, now },
    );
  }
}
