import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import type { Problem } from './problem';

/**
 * Seals a value as the Sealed Secrets controller expects it: base64 of the length of the RSA block, the RSA block with
 * a session key, and the value under that session key.
 *
 * The caller owns the value and wipes it.
 * @see https://github.com/bitnami-labs/sealed-secrets/blob/main/pkg/crypto/crypto.go
 */
export function seal(value: Uint8Array, publicKey: KeyObject, label: string): string {
  const sessionKey = randomBytes(SESSION_KEY_BYTES);
  try {
    const cipher = createCipheriv('aes-256-gcm', sessionKey, NONCE);
    const sealedValue = Buffer.concat([cipher.update(value), cipher.final(), cipher.getAuthTag()]);
    const sealedKey = publicEncrypt({ key: publicKey, ...oaep(label) }, sessionKey);
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt16BE(sealedKey.length);
    return Buffer.concat([prefix, sealedKey, sealedValue]).toString('base64');
  } finally {
    sessionKey.fill(0);
  }
}

export type Unsealed =
  | { readonly opened: true; readonly value: Buffer }
  | { readonly opened: false; readonly problems: readonly Problem[] };

/** Tries every key, as the controller does: nothing in the ciphertext says which one it takes. */
export function unseal(ciphertext: string, privateKeys: readonly KeyObject[], label: string): Unsealed {
  const problems = ciphertextProblems(ciphertext);
  if (problems.length > 0) return { opened: false, problems };
  const bytes = Buffer.from(ciphertext, 'base64');
  for (const privateKey of privateKeys) {
    const value = openWith(privateKey, bytes, label);
    if (value) return { opened: true, value };
  }
  return {
    opened: false,
    problems: [
      {
        message: `none of ${privateKeys.length} private keys opens it`,
        fix: 'check that scope, namespace and name are those it was sealed for, and add the key it was sealed with',
      },
    ],
  };
}

/**
 * What can be told without a private key. No problem does not mean that the value opens.
 * @param rsaBytes what the sealing key makes; without it, any RSA key that a controller may have
 */
export function ciphertextProblems(ciphertext: string, rsaBytes?: number): Problem[] {
  const bytes = Buffer.from(ciphertext, 'base64');
  // Buffer skips what is no base64, so only the way back tells whether all of the text was read.
  if (bytes.toString('base64') !== ciphertext) return [broken('is not canonical base64, so it was cut or edited')];
  if (bytes.length < PREFIX_BYTES) return [broken(`is ${bytes.length} bytes long, too short for a sealed value`)];
  const claimed = bytes.readUInt16BE();
  if (rsaBytes === undefined ? !possibleRsaBytes(claimed) : claimed !== rsaBytes) {
    const expected = rsaBytes === undefined ? 'which no RSA key of a controller makes' : `expected ${rsaBytes}`;
    return [broken(`says that its RSA block is ${claimed} bytes long, ${expected}`)];
  }
  const least = PREFIX_BYTES + claimed + TAG_BYTES;
  return bytes.length < least ? [broken(`is ${bytes.length} bytes long, expected at least ${least}`)] : [];
}

/** The length of what an RSA key makes. */
export function rsaBlockBytes(key: KeyObject): number {
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits === undefined) throw new Error(`sealing needs an RSA key, got ${key.asymmetricKeyType ?? 'a secret key'}`);
  return Math.ceil(bits / 8);
}

function openWith(privateKey: KeyObject, bytes: Buffer, label: string): Buffer | undefined {
  const start = PREFIX_BYTES + bytes.readUInt16BE();
  if (start !== PREFIX_BYTES + rsaBlockBytes(privateKey)) return undefined;
  let sessionKey: Buffer | undefined;
  let value: Buffer | undefined;
  try {
    sessionKey = privateDecrypt({ key: privateKey, ...oaep(label) }, bytes.subarray(PREFIX_BYTES, start));
    const decipher = createDecipheriv('aes-256-gcm', sessionKey, NONCE, { authTagLength: TAG_BYTES });
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    value = decipher.update(bytes.subarray(start, -TAG_BYTES));
    decipher.final();
    return value;
  } catch {
    // Another key, another label or a changed byte: node:crypto tells them apart no better than the controller.
    value?.fill(0);
    return undefined;
  } finally {
    sessionKey?.fill(0);
  }
}

function oaep(label: string) {
  return { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from(label) };
}

function broken(message: string): Problem {
  return { message, fix: 'seal the value anew' };
}

function possibleRsaBytes(bytes: number): boolean {
  return bytes >= 256 && bytes <= 2048;
}

const PREFIX_BYTES = 2;
const SESSION_KEY_BYTES = 32;
const TAG_BYTES = 16;
// Zero is safe here and part of the format: no session key ever seals a second value.
const NONCE = Buffer.alloc(12);
