import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { ciphertextProblems, rsaBlockBytes, seal, unseal } from '../../src/seal/ciphertext';
import { scopeAnnotations, scopeOf, sealingLabel, sealingScopes } from '../../src/seal/scope';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const larger = generateKeyPairSync('rsa', { modulusLength: 3072 });

test('what is sealed opens to the same bytes, in every scope', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...sealingScopes), (value, scope) => {
      const label = sealingLabel(scope, 'dev', 'token');
      const opened = unseal(seal(value, publicKey, label), [privateKey], label);
      expect(opened).toEqual({ opened: true, value: Buffer.from(value) });
    }),
    { numRuns: 60 },
  );
});

test('a flipped bit anywhere keeps the value closed', () => {
  const bytes = Buffer.from(seal(Buffer.from('hunter2'), publicKey, 'dev/token'), 'base64');
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      expect(unseal(flipped.toString('base64'), [privateKey], 'dev/token').opened).toBe(false);
    }),
    { numRuns: 150 },
  );
});

test('a value opens with whichever key sealed it, whatever the size of the others', () => {
  const sealed = seal(Buffer.from('hunter2'), publicKey, '');
  const keys = [larger.privateKey, other.privateKey, privateKey];
  expect(unseal(sealed, keys, '')).toEqual({ opened: true, value: Buffer.from('hunter2') });
});

test('a value that no key opens says what to check', () => {
  expect(unseal(seal(Buffer.from('hunter2'), publicKey, 'dev/token'), [privateKey], 'dev/other')).toEqual({
    opened: false,
    problems: [
      {
        message: 'none of 1 private keys opens it',
        fix: 'check that scope, namespace and name are those it was sealed for, and add the key it was sealed with',
      },
    ],
  });
});

test('the same value is never sealed to the same text', () => {
  expect(seal(Buffer.from('x'), publicKey, '')).not.toBe(seal(Buffer.from('x'), publicKey, ''));
});

test('a well-formed value has no problem, and says nothing about opening', () => {
  expect(ciphertextProblems(seal(Buffer.alloc(0), publicKey, ''), rsaBlockBytes(other.publicKey))).toEqual([]);
});

test.each([
  ['', 'is 0 bytes long, too short for a sealed value'],
  ['Ag==', 'is 1 bytes long, too short for a sealed value'],
  ['AgB*', 'is not canonical base64, so it was cut or edited'],
  ['AgBx\nAgBx', 'is not canonical base64, so it was cut or edited'],
  ['AgBxA', 'is not canonical base64, so it was cut or edited'],
  ['aHVudGVyMg==', 'says that its RSA block is 26741 bytes long, which no RSA key of a controller makes'],
  ['AgCLGJ33', 'is 6 bytes long, expected at least 530'],
])('%j %s', (ciphertext, message) => {
  expect(ciphertextProblems(ciphertext)).toEqual([{ message, fix: 'seal the value anew' }]);
});

test('a value sealed with a key of another size is found before the controller finds it', () => {
  expect(ciphertextProblems(seal(Buffer.from('x'), larger.publicKey, ''), rsaBlockBytes(publicKey))).toEqual([
    { message: 'says that its RSA block is 384 bytes long, expected 256', fix: 'seal the value anew' },
  ]);
});

test('only RSA keys seal', () => {
  const { publicKey: curve } = generateKeyPairSync('ed25519');
  expect(() => rsaBlockBytes(curve)).toThrow('sealing needs an RSA key, got ed25519');
});

test('the scope that annotations say is the scope that was annotated', () => {
  expect(sealingScopes.map((scope) => scopeOf(scopeAnnotations(scope)))).toEqual([...sealingScopes]);
});

test('the controller takes the wider of two scopes, and only the word true', () => {
  const both = { ...scopeAnnotations('namespace-wide'), ...scopeAnnotations('cluster-wide') };
  expect(scopeOf(both)).toBe('cluster-wide');
  expect(scopeOf({ 'sealedsecrets.bitnami.com/cluster-wide': 'yes' })).toBe('strict');
});
