import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SealingScope } from '../../constructs/sealed-store';

/** Values that an independent implementation sealed, with the keys that open them. The keys are for tests only. */
export const vectors: Vectors = JSON.parse(
  readFileSync(
    join(process.env.ARGOSY_CONFORMANCE_DIR ?? join(__dirname, '../conformance'), 'sealed/vectors.json'),
    'utf8',
  ),
);

export const privateKeyA = privateKey('A');

export function privateKey(key: keyof Vectors['keys']): KeyObject {
  return createPrivateKey(vectors.keys[key].privateKeyPkcs8Pem);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

interface Vectors {
  readonly keys: Readonly<Record<'A' | 'B' | 'X', VectorKey>>;
  readonly certificates: {
    readonly expiredForKeyA: string;
    readonly notYetValidForKeyA: string;
    readonly bundleBthenA: string;
  };
  readonly positive: readonly (VectorValue & { readonly plaintextBase64?: string; readonly plaintextSha256: string })[];
  readonly negative: readonly (VectorValue & { readonly keys: readonly ('A' | 'B' | 'X')[] })[];
}

interface VectorKey {
  readonly privateKeyPkcs8Pem: string;
  readonly certificatePem: string;
  readonly spkiSha256Hex: string;
}

interface VectorValue {
  readonly id: string;
  readonly scope: SealingScope;
  readonly namespace: string;
  readonly name: string;
  readonly ciphertext: string;
}
