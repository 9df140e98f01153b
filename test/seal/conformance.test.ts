import { unseal } from '../../src/seal/ciphertext';
import { sealingLabel } from '../../src/seal/scope';
import { privateKey, sha256, vectors } from './vectors';

test('every value that must open opens to its exact bytes', () => {
  const keys = [privateKey('A'), privateKey('B')];
  const wrong = vectors.positive.filter(({ ciphertext, scope, namespace, name, plaintextBase64, plaintextSha256 }) => {
    const opened = unseal(ciphertext, keys, sealingLabel(scope, namespace, name));
    if (!opened.opened || sha256(opened.value) !== plaintextSha256) return true;
    return plaintextBase64 !== undefined && opened.value.toString('base64') !== plaintextBase64;
  });
  report('sealed values open', vectors.positive.length, wrong);
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('no value opens that must not', () => {
  const wrong = vectors.negative.filter(
    ({ ciphertext, scope, namespace, name, keys }) =>
      unseal(ciphertext, keys.map(privateKey), sealingLabel(scope, namespace, name)).opened,
  );
  report('broken values stay closed', vectors.negative.length, wrong);
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

function report(what: string, all: number, wrong: readonly unknown[]): void {
  process.stdout.write(`conformance: ${all - wrong.length} of ${all} ${what}\n`);
}
