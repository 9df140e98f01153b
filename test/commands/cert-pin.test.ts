import { pinCertificate } from '../../src/commands/cert-pin';
import { vectors } from '../seal/vectors';
import { A, argosy, B, folder, KEY_A, KEY_B, stored } from './cert-run';

test('what is there is pinned, and a second time changes nothing', () => {
  const cwd = folder({ 'sealed/in-cluster/cert.pem': B.certificatePem });
  expect(pinned(cwd)).toEqual({ error: undefined, stdout: `wrote sealed/in-cluster/pin.yaml: it pins ${KEY_B}\n` });
  const after = { 'in-cluster/cert.pem': B.certificatePem, 'in-cluster/pin.yaml': `publicKey: ${KEY_B}\n` };
  expect(stored(cwd)).toEqual(after);
  expect(pinned(cwd)).toEqual({ error: undefined, stdout: `unchanged sealed/in-cluster/pin.yaml: it pins ${KEY_B}\n` });
  expect(stored(cwd)).toEqual(after);
});

test('a pin of another key is replaced, and said', () => {
  const cwd = folder({
    'sealed/in-cluster/cert.pem': B.certificatePem,
    'sealed/in-cluster/pin.yaml': `publicKey: ${KEY_A}\npurpose: demonstration\n`,
  });
  expect(pinned(cwd)).toEqual({
    error: undefined,
    stdout: `wrote sealed/in-cluster/pin.yaml: it pins ${KEY_B} instead of ${KEY_A}\n`,
  });
  expect(stored(cwd)['in-cluster/pin.yaml']).toBe(`publicKey: ${KEY_B}\n`);
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  [
    'nothing',
    {},
    'sealed/in-cluster/cert.pem: there is no certificate of cluster in-cluster; fetch it: argosy cert fetch',
  ],
  [
    'what is no certificate',
    { 'cert.pem': 'hunter2' },
    'sealed/in-cluster/cert.pem: there is no PEM certificate in it; refetch it from the controller (argosy cert fetch)',
  ],
  [
    'a private key',
    { 'cert.pem': A.privateKeyPkcs8Pem },
    'sealed/in-cluster/cert.pem: there is a private key in it; expected the certificate, which is public; remove it, and replace the key if it was ever committed',
  ],
  [
    'an expired certificate',
    { 'cert.pem': vectors.certificates.expiredForKeyA },
    'sealed/in-cluster/cert.pem: the certificate expired on 2020-01-01; refetch it from the controller (argosy cert fetch)',
  ],
  [
    'a demonstration, as if it were the key of a cluster',
    { 'cert.pem': A.certificatePem, 'pin.yaml': `publicKey: ${KEY_A}\npurpose: demonstration\n` },
    'sealed/in-cluster/pin.yaml: it pins this key as a demonstration, whose private key nobody has; fetch the certificate of the cluster: argosy cert fetch --pin',
  ],
  [
    'over a pin that says more than it may',
    { 'cert.pem': A.certificatePem, 'pin.yaml': `publicKey: ${KEY_A}\nowner: ops\n` },
    'sealed/in-cluster/pin.yaml: it says "owner"; expected publicKey and purpose; write "publicKey: sha256:<hex of the public key\'s SHA-256>", and nothing else',
  ],
])('%s is not pinned', (_, files, message) => {
  const cwd = folder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`sealed/in-cluster/${name}`, text])),
  );
  expect(pinned(cwd)).toEqual({ error: message, stdout: '' });
});

test('the command is the same, as a process', async () => {
  const cwd = folder({ 'secrets/edge/cert.pem': 'hunter2' });
  expect(await argosy(cwd, ['cert', 'pin', '--cluster', 'edge', '--store', 'secrets'])).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'secrets/edge/cert.pem: there is no PEM certificate in it; refetch it from the controller (argosy cert fetch)\n1 finding; nothing was written\n',
  });
}, 30_000);

function pinned(cwd: string) {
  let stdout = '';
  let error: string | undefined;
  try {
    const now = new Date('2026-02-02T12:00:00Z');
    pinCertificate({}, { stdout: { write: (text) => (stdout += text) }, cwd, now });
  } catch (thrown) {
    error = String((thrown as Error).message);
  }
  return { error, stdout };
}
