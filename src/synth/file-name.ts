import { createHash } from 'node:crypto';
import { groupOf } from './manifest';

/** What names a manifest's file. */
export interface FileNameParts {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Said only where it is not the namespace that the folder stands for. */
  readonly namespace?: string | undefined;
}

/**
 * `configmap-api.yaml`, `deployment.apps-api.yaml`, `sealedsecret.bitnami.com-fastapi-dev_token.yaml`.
 *
 * It depends on nothing but the object: no neighbour can rename it. What is escaped is escaped reversibly, and no
 * namespace holds an underscore, so only a group that ends in a dash's half of another one (`cert` and `cert-manager.io`)
 * could give two objects one name; layout refuses that.
 */
export function fileName({ apiVersion, kind, name, namespace }: FileNameParts): string {
  const group = groupOf({ apiVersion });
  const stem =
    escaped(`${kind.toLowerCase()}${group && `.${group}`}-`) +
    (namespace ? `${escaped(namespace)}_` : '') +
    escaped(name);
  return `${stem.length > LONGEST_STEM ? shorten(stem) : stem}.yaml`;
}

/** Most file systems take 255 bytes. */
const LONGEST_STEM = 255 - '.yaml'.length;
const HASH_LENGTH = 16;

function shorten(stem: string): string {
  const hash = createHash('sha256').update(stem).digest('hex').slice(0, HASH_LENGTH);
  return `${stem.slice(0, LONGEST_STEM - HASH_LENGTH - 1)}_${hash}`;
}

/** Upper case is escaped as well: two names that differ in it alone are one file on some file systems. */
function escaped(text: string): string {
  if (/^[a-z0-9.-]*$/.test(text)) return text;
  return [...Buffer.from(text)].map((byte) => SAFE[byte] ?? `%${byte.toString(16).padStart(2, '0')}`).join('');
}

const SAFE: readonly (string | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[a-z0-9.-]/.test(character) ? character : undefined;
});
