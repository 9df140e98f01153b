import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { sealedSecretText } from '../../src/seal/sealed-secret-file';
import { beginning } from '../../src/seal/sealing-note';
import { vectors } from '../seal/vectors';
import { A, argosy, B, COMMAND, COMPARE, ended, fetched, folder, KEY_A, KEY_B, stored } from './cert-run';

const { bundleBthenA, expiredForKeyA, notYetValidForKeyA } = vectors.certificates;
const PINNED_A = {
  'sealed/in-cluster/cert.pem': A.certificatePem,
  'sealed/in-cluster/pin.yaml': `publicKey: ${KEY_A}\n`,
};
const VALID_A = 'valid 2026-01-01 to 2035-12-30';
const VALID_B = 'valid 2026-02-01 to 2036-01-30';
const NOT_PINNED = `it is not pinned: compare the key with the controller's, then run argosy cert pin\n${COMPARE}`;

test('the first certificate is written, and its key is to be compared', async () => {
  const { cwd, ...said } = await fetched({ fromFile: '-' }, { stdin: B.certificatePem });
  expect(said).toEqual({
    error: undefined,
    stdout: `wrote sealed/in-cluster/cert.pem: public key ${KEY_B}, ${VALID_B}\n`,
    stderr: NOT_PINNED,
  });
  expect(stored(cwd)).toEqual({ 'in-cluster/cert.pem': B.certificatePem });
});

test('with --pin the first one is pinned at once', async () => {
  const { cwd, ...said } = await fetched({ fromFile: '-', pin: true }, { stdin: B.certificatePem });
  expect(said).toEqual({
    error: undefined,
    stdout: `wrote sealed/in-cluster/cert.pem: public key ${KEY_B}, ${VALID_B}\npinned its public key in sealed/in-cluster/pin.yaml\n`,
    stderr: '',
  });
  expect(stored(cwd)).toEqual({
    'in-cluster/cert.pem': B.certificatePem,
    'in-cluster/pin.yaml': `publicKey: ${KEY_B}\n`,
  });
});

test('another cluster and another store are what is said and written', async () => {
  const request = { fromFile: '-', cluster: 'edge', store: 'secrets' };
  const { cwd, stdout, stderr } = await fetched(request, { stdin: B.certificatePem });
  expect(stdout).toBe(`wrote secrets/edge/cert.pem: public key ${KEY_B}, ${VALID_B}\n`);
  expect(stderr).toContain('then run argosy cert pin --cluster edge --store secrets\n');
  expect(readdirSync(join(cwd, 'secrets/edge'))).toEqual(['cert.pem']);
});

test('the same certificate changes nothing, whatever stands around it in the file', async () => {
  const files = { ...PINNED_A, 'sealed/in-cluster/cert.pem': `of the cluster\n${A.certificatePem}` };
  const cwd = folder(files);
  const said = await fetched({ fromFile: '-' }, { cwd, stdin: A.certificatePem, now: '2026-01-02' });
  expect(said).toEqual({
    cwd,
    error: undefined,
    stdout: `unchanged sealed/in-cluster/cert.pem: public key ${KEY_A}, ${VALID_A}\n`,
    stderr: '',
  });
  expect(stored(cwd)['in-cluster/cert.pem']).toBe(files['sealed/in-cluster/cert.pem']);
});

test('a certificate that was issued anew for the pinned key takes the place of the old one', async () => {
  const cwd = folder({ ...PINNED_A, 'sealed/in-cluster/cert.pem': expiredForKeyA });
  const said = await fetched({ fromFile: '-' }, { cwd, stdin: A.certificatePem, now: '2026-01-02' });
  expect(said).toEqual({
    cwd,
    error: undefined,
    stdout: `replaced sealed/in-cluster/cert.pem: issued anew for the same public key ${KEY_A}, ${VALID_A}\n`,
    stderr: '',
  });
  expect(stored(cwd)['in-cluster/cert.pem']).toBe(A.certificatePem);
});

describe('another key than the pinned one', () => {
  const OLD_VALUES = `3 values sealed with ${KEY_A}: they open while the controller keeps that key
  sealed/in-cluster/dev/database.yaml: password, user
  sealed/in-cluster/prod/database.yaml: password
1 value sealed by another tool, with a key that is unknown
  sealed/in-cluster/prod/token.yaml: TOKEN
`;
  const files = {
    ...PINNED_A,
    'sealed/in-cluster/dev/database.yaml': sealed('dev', 'database', { user: KEY_A, password: KEY_A, mail: KEY_B }),
    'sealed/in-cluster/prod/database.yaml': sealed('prod', 'database', { password: KEY_A }),
    'sealed/in-cluster/prod/token.yaml': sealed('prod', 'token', { TOKEN: undefined }),
    'sealed/in-cluster/README.txt': 'no namespace',
    'sealed/edge/dev/database.yaml': sealed('dev', 'database', { password: KEY_A }),
  };

  test('is refused, with both fingerprints, what it means and what to do', async () => {
    const cwd = folder(files);
    const before = stored(cwd);
    const said = await fetched({ fromFile: '-' }, { cwd, stdin: B.certificatePem });
    expect(said).toEqual({
      cwd,
      error: `sealed/in-cluster/pin.yaml: it pins ${KEY_A}, and the public key that came is ${KEY_B}; controllers make a new key every 30 days: compare it with the controller's, and accept it by running the same with --pin`,
      stdout: '',
      stderr: OLD_VALUES + COMPARE,
    });
    expect(stored(cwd)).toEqual(before);
  });

  test('is accepted with --pin, which says what the old one sealed', async () => {
    const cwd = folder(files);
    const said = await fetched({ fromFile: '-', pin: true }, { cwd, stdin: B.certificatePem });
    expect(said).toEqual({
      cwd,
      error: undefined,
      stdout: `replaced sealed/in-cluster/cert.pem: public key ${KEY_B} instead of ${KEY_A}, ${VALID_B}\npinned its public key in sealed/in-cluster/pin.yaml\n${OLD_VALUES}`,
      stderr: '',
    });
    expect(stored(cwd)).toMatchObject({
      'in-cluster/cert.pem': B.certificatePem,
      'in-cluster/pin.yaml': `publicKey: ${KEY_B}\n`,
    });
  });

  test('is also refused where the certificate itself is gone', async () => {
    const cwd = folder({ 'sealed/in-cluster/pin.yaml': `publicKey: ${KEY_A}\n` });
    const { error } = await fetched({ fromFile: '-' }, { cwd, stdin: B.certificatePem });
    expect(error).toMatch(`it pins ${KEY_A}, and the public key that came is ${KEY_B};`);
    expect(existsSync(join(cwd, 'sealed/in-cluster/cert.pem'))).toBe(false);
  });

  test('is what the pin was waiting for when the store had a stranger', async () => {
    const cwd = folder({ ...PINNED_A, 'sealed/in-cluster/cert.pem': B.certificatePem });
    const { stdout, stderr } = await fetched({ fromFile: '-' }, { cwd, stdin: A.certificatePem, now: '2026-01-02' });
    expect({ stdout, stderr }).toEqual({
      stdout: `replaced sealed/in-cluster/cert.pem: public key ${KEY_A} instead of ${KEY_B}, ${VALID_A}\n`,
      stderr: '',
    });
  });

  test('takes the place of one that nobody pinned, and says so', async () => {
    const cwd = folder({ 'sealed/in-cluster/cert.pem': A.certificatePem });
    const { stdout, stderr } = await fetched({ fromFile: '-' }, { cwd, stdin: B.certificatePem });
    expect({ stdout, stderr }).toEqual({
      stdout: `replaced sealed/in-cluster/cert.pem: public key ${KEY_B} instead of ${KEY_A}, ${VALID_B}\n`,
      stderr: NOT_PINNED,
    });
  });

  test('replaces a demonstration only with --pin, and what was sealed for it never opens', async () => {
    const pin = `publicKey: ${KEY_A}\npurpose: demonstration\n`;
    const cwd = folder({
      ...PINNED_A,
      'sealed/in-cluster/pin.yaml': pin,
      'sealed/in-cluster/dev/database.yaml': sealed('dev', 'database', { password: KEY_A }),
    });
    const values = `1 value sealed with ${KEY_A}: it never opens, since nobody has that key; seal it anew\n  sealed/in-cluster/dev/database.yaml: password\n`;
    const refused = await fetched({ fromFile: '-' }, { cwd, stdin: B.certificatePem });
    expect(refused).toEqual({
      cwd,
      error: `sealed/in-cluster/pin.yaml: it pins ${KEY_A} as a demonstration, and the public key that came is ${KEY_B}; compare it with the controller's, and accept it by running the same with --pin`,
      stdout: '',
      stderr: values + COMPARE,
    });
    expect(stored(cwd)['in-cluster/pin.yaml']).toBe(pin);
    expect((await fetched({ fromFile: '-', pin: true }, { cwd, stdin: B.certificatePem })).stdout).toMatch(values);
    expect(stored(cwd)['in-cluster/pin.yaml']).toBe(`publicKey: ${KEY_B}\n`);
  });
});

test('two hundred files are counted, and the first ten of them are named', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `secret-${String(index).padStart(3, '0')}`);
  const cwd = folder({
    ...PINNED_A,
    ...Object.fromEntries(
      names.map((name) => [`sealed/in-cluster/dev/${name}.yaml`, sealed('dev', name, { K: KEY_A })]),
    ),
  });
  const { stdout } = await fetched({ fromFile: '-', pin: true }, { cwd, stdin: B.certificatePem });
  expect(stdout.split('\n').slice(2)).toEqual([
    `200 values sealed with ${KEY_A}: they open while the controller keeps that key`,
    ...names.slice(0, 10).map((name) => `  sealed/in-cluster/dev/${name}.yaml: K`),
    '  and 190 more files; argosy cert show -o json lists all',
    '',
  ]);
});

test('a file that cannot be read is not counted in silence', async () => {
  const cwd = folder({ ...PINNED_A, 'sealed/in-cluster/dev/database.yaml': '<<<<<<< HEAD\n' });
  const { stdout } = await fetched({ fromFile: '-', pin: true }, { cwd, stdin: B.certificatePem });
  expect(stdout).toMatch(
    'sealed/in-cluster/dev/database.yaml: it cannot be told which key sealed it: it is no manifest\n',
  );
});

test('of several certificates the first is kept, alone', async () => {
  const { cwd, stderr } = await fetched({ fromFile: '-', pin: true }, { stdin: `# bundle\r\n${bundleBthenA}` });
  expect(stderr).toBe(
    'warning: --from-file: the file has 2 certificates; the first is the current one and kept alone\n',
  );
  expect(stored(cwd)['in-cluster/cert.pem']).toBe(B.certificatePem);
});

test('a certificate that was handed over long after it was made may be outdated', async () => {
  const { stderr } = await fetched({ fromFile: '-', pin: true }, { stdin: B.certificatePem, now: '2026-04-02' });
  expect(stderr).toBe(
    'warning: --from-file: the certificate is 60 days old, and controllers make a new key every 30 days; look whether it is still the current one\n',
  );
});

test('a broken certificate in the store is mended', async () => {
  const cwd = folder({ ...PINNED_A, 'sealed/in-cluster/cert.pem': '<<<<<<< HEAD' });
  const { stdout } = await fetched({ fromFile: '-' }, { cwd, stdin: A.certificatePem, now: '2026-01-02' });
  expect(stdout).toBe(`wrote sealed/in-cluster/cert.pem: public key ${KEY_A}, ${VALID_A}\n`);
  expect(stored(cwd)['in-cluster/cert.pem']).toBe(A.certificatePem);
});

const AS_PEM = 'give the certificate of the controller as PEM, which begins with -----BEGIN CERTIFICATE-----';
const NO_KEY =
  'there is a private key in the file; ask for the certificate alone, and have the controller make a new key: who has this one opens all that it sealed';

test.each([
  ['', `the file is empty; ${AS_PEM}`],
  ['hunter2', `the file holds no PEM certificate; ${AS_PEM}`],
  ['\n<!DOCTYPE html><title>Log in</title>', `the file is a web page, such as a login asks with; ${AS_PEM}`],
  [A.certificatePem.slice(0, 400), `the file holds no PEM certificate; ${AS_PEM}`],
  [A.certificatePem.replace(/MII[A-Za-z0-9]{20}/, 'MII'), `there is no PEM certificate in it; ${AS_PEM}`],
  [A.certificatePem + A.privateKeyPkcs8Pem, NO_KEY],
  [`data:\n  tls.crt: LS0t\n  tls.key: LS0t\n`, NO_KEY],
  [
    expiredForKeyA,
    'the certificate expired on 2020-01-01; look whether the clock is right, and ask for the current certificate',
  ],
  [
    notYetValidForKeyA,
    'the certificate is not valid before 2099-01-01, and today is 2026-02-02; look whether the clock is right, and ask for the current certificate',
  ],
])('what is no good is refused, and not repeated (%#)', async (stdin, message) => {
  const { cwd, ...said } = await fetched({ fromFile: '-', pin: true }, { stdin });
  expect(said).toEqual({ error: `--from-file: ${message}`, stdout: '', stderr: '' });
  expect(readdirSync(cwd)).toEqual([]);
});

test('a key that is too short for the controller is refused', async () => {
  const { error } = await fetched({ fromFile: '-' }, { stdin: SHORT, now: '2026-12-01' });
  expect(error).toBe(
    `--from-file: the certificate's key is RSA of 1024 bits; expected RSA of at least 2048 bits, as controllers make; ${AS_PEM}`,
  );
});

test('a binary certificate is told from PEM', async () => {
  const der = Buffer.from(A.certificatePem.replace(/-----.*-----|\n/g, ''), 'base64');
  const { error } = await fetched({ fromFile: 'cert.der' }, { cwd: folder({ 'cert.der': der }) });
  expect(error).toBe(`--from-file: the file is binary (DER), expected PEM; ${AS_PEM}`);
});

test.each([
  [{ fromFile: 'none.pem' }, '--from-file: none.pem cannot be read (ENOENT); name the file of the certificate'],
  [{ fromFile: '.' }, '--from-file: . cannot be read (EISDIR); name the file of the certificate'],
  [
    { fromFile: '/dev/zero' },
    '--from-file: /dev/zero is larger than a megabyte, which is no certificate; name the file of the certificate',
  ],
  [
    { cluster: '../edge' },
    '--cluster: expected letters, digits and inner dots, dashes and underscores, got "../edge"; name it as the Cluster in your code is named',
  ],
  [{ fromFile: 'a', url: 'http://a' }, '--url: goes with no --from-file, which says where from; leave one out'],
  [{ url: 'http://a', context: 'b' }, '--context: goes with no --url, which says where from; leave one out'],
  [
    { controllerNamespace: '../secrets' },
    '--controller-namespace: expected at most 63 lower-case letters, digits and inner dashes, got "../secrets"; name it as the Service of the controller has it',
  ],
  [
    { controllerName: 'a/b' },
    '--controller-name: expected at most 250 lower-case letters, digits and inner dots and dashes, got "a/b"; name it as the Service of the controller has it',
  ],
])('a call that cannot work says how it would (%#)', async (request, message) => {
  const { cwd, ...said } = await fetched(request);
  expect(said).toEqual({ error: message, stdout: '', stderr: '' });
  expect(readdirSync(cwd)).toEqual([]);
});

test('a pin that cannot be read is mended before anything is fetched', async () => {
  const cwd = folder({ 'sealed/in-cluster/pin.yaml': 'publicKey: here' });
  expect((await fetched({ fromFile: 'none.pem', pin: true }, { cwd })).error).toBe(
    'sealed/in-cluster/pin.yaml: publicKey is no fingerprint; expected sha256: and 64 hex digits; write "publicKey: sha256:<hex of the public key\'s SHA-256>", and nothing else',
  );
});

test('nothing is written through a symbolic link that leads out of the store', async () => {
  const outside = folder();
  const cwd = folder();
  mkdirSync(join(cwd, 'sealed'));
  symlinkSync(outside, join(cwd, 'sealed/in-cluster'));
  expect((await fetched({ fromFile: '-' }, { cwd, stdin: B.certificatePem })).error).toBe(
    'sealed/in-cluster/cert.pem: a symbolic link leads out of the store; put the file itself there, or link to one inside the store',
  );
  expect(readdirSync(outside)).toEqual([]);
});

test('a disk that takes nothing more leaves the store as it was', async () => {
  const cwd = folder({ ...PINNED_A, 'b.pem': B.certificatePem });
  const before = stored(cwd);
  const { code, stderr } = await ended('sh', ['-c', NO_SPACE, process.execPath, COMMAND], cwd);
  expect({ code, said: stderr.split('\n').at(-2) }).toEqual({
    code: 2,
    said: 'sealed/in-cluster/cert.pem: cannot be written, it would be larger than files may get here; raise the limit (ulimit -f) and run again',
  });
  expect(stored(cwd)).toEqual(before);
}, 30_000);

test('the command is the same, as a process', async () => {
  const cwd = folder({ 'key.pem': A.privateKeyPkcs8Pem });
  expect(await argosy(cwd, ['cert', 'fetch', '--from-file', 'key.pem'])).toEqual({
    code: 1,
    stdout: '',
    stderr: `--from-file: ${NO_KEY}\n1 finding; nothing was written\n`,
  });
  expect(readdirSync(cwd)).toEqual(['key.pem']);
}, 30_000);

const NO_SPACE = 'ulimit -f 0; exec "$0" "$1" cert fetch --from-file b.pem --pin';

/** Ciphertext that nobody needs to open; a key without a fingerprint is as kubeseal leaves it. */
function sealed(namespace: string, name: string, keys: Readonly<Record<string, string | undefined>>): string {
  const place = { cluster: 'in-cluster', namespace, name };
  const values = Object.entries(keys).map(([key, sealingKey]) => {
    const note = { sealedAt: '2026-01-03T00:00:00Z', sealingKey: sealingKey ?? '', ciphertext: beginning('AgAA') };
    return [
      key,
      { ciphertext: 'AgAA', note: sealingKey === undefined ? { ...note, ciphertext: 'other' } : note },
    ] as const;
  });
  return sealedSecretText(undefined, place, 'strict', new Map(values));
}

const SHORT = `-----BEGIN CERTIFICATE-----
MIIB3DCCAUWgAwIBAgIUbPT+jlrds9p62gTLm8bEpZ6iIpAwDQYJKoZIhvcNAQEL
BQAwADAeFw0yNjExMjExNTI2MTVaFw0zNjExMTgxNTI2MTVaMAAwgZ8wDQYJKoZI
hvcNAQEBBQADgY0AMIGJAoGBAParLBcAatrKVK4GocB2Gp0BGP3r79fASMR38Xo5
ZLTKySDOI5LATbpvheYR/fR977ikngNqjLAjK65uHdG+Z1msdXRMRnUxvn77pU5m
p9CSXtEICoEsNkLLSEzDeotpWmbHiggcIquyr1yi+tJwvYJW7jw0wPMt2MSo0osI
s69DAgMBAAGjUzBRMB0GA1UdDgQWBBQP+0Bw3glLIwi+D312cdycG3O5GDAfBgNV
HSMEGDAWgBQP+0Bw3glLIwi+D312cdycG3O5GDAPBgNVHRMBAf8EBTADAQH/MA0G
CSqGSIb3DQEBCwUAA4GBAIAs+sOpI3AAeYVzYKWW229vahuP0NRe+VnpOCbFBRli
i/CtwZL+ygvwg728HH3PiXrfYj8ugWarCX0VZb+kHB3Ue/UXRecSA2XTluUMOStd
peyKwfJWUivsHC7827TEt0YNr2OVkSSCuyFQAPmYrnRTwylsmcwm03Q2LQ2Ae89V
-----END CERTIFICATE-----
`;
