import { isMapping, type Mapping } from './mapping';
import { loadYaml, yamlText } from './yaml';

/** What is remembered about one sealed value. Never anything that is derived from the plaintext. */
export interface SealingNote {
  /** Since when this plaintext is in the store. Sealing the same plaintext with a newer key does not change it. */
  readonly sealedAt: string;
  /** The fingerprint of the public key. */
  readonly sealingKey: string;
  /** How long the plaintext may stay, counted from `sealedAt`: `90d`. */
  readonly rotateAfter?: string;
  /** How the described ciphertext begins. */
  readonly ciphertext: string;
}

/**
 * One annotation for all keys, with a line for each: the name of an annotation ends at 63 characters and cannot begin
 * with a dot, the key of a Secret may have 253 and is often `.dockerconfigjson`; and lines of their own merge.
 */
export const NOTES_ANNOTATION = 'sealed.argosy.io/keys';

/** Unreadable notes are no notes: the age of the values is unknown then, and they are still used. */
export function readNotes(annotations: Mapping): ReadonlyMap<string, SealingNote> {
  const text = annotations[NOTES_ANNOTATION];
  const loaded = typeof text === 'string' ? loadYaml(text) : undefined;
  if (!loaded?.ok || !isMapping(loaded.document)) return new Map();
  return new Map(Object.entries(loaded.document).flatMap(([key, note]) => (isNote(note) ? [[key, note]] : [])));
}

export function notesText(notes: ReadonlyMap<string, SealingNote>): string {
  return yamlText(Object.fromEntries(notes), 1);
}

/** kubeseal replaces a ciphertext and leaves the annotation, which then speaks of a value that is gone. */
export function describes(note: SealingNote, ciphertext: string): boolean {
  return beginning(ciphertext) === note.ciphertext;
}

/** Enough of the RSA block to tell two ciphertexts apart: it is random, also for the same plaintext. */
export function beginning(ciphertext: string): string {
  return ciphertext.slice(0, 24);
}

function isNote(value: unknown): value is SealingNote {
  return (
    isMapping(value) &&
    [value.sealedAt, value.sealingKey, value.ciphertext].every((field) => typeof field === 'string') &&
    (value.rotateAfter === undefined || typeof value.rotateAfter === 'string')
  );
}
