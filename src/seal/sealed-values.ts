import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../finding';
import { errorCode } from '../system-error';
import { misnamed, type Place } from './kubernetes-names';
import { describes } from './sealing-note';
import type { FileStore } from './store';

/** One value in the store, and the key that sealed it. */
export interface SealedValueOrigin {
  readonly file: string;
  readonly key: string;
  /** A fingerprint; unknown when another tool sealed it. */
  readonly sealingKey: string | undefined;
}

export interface SealedValues {
  readonly values: readonly SealedValueOrigin[];
  /** Files of which nothing can be told. */
  readonly unreadable: readonly Finding[];
}

/** All values of a cluster, in the order of their files. */
export function sealedValues(root: string, store: FileStore, cluster: string): SealedValues {
  const opened = placesOf(root, cluster).map((place) => store.open(place));
  return {
    values: opened.flatMap(({ file, content }) => {
      const notes = content?.notes() ?? new Map();
      return Object.entries(content?.encryptedData ?? {}).map(([key, ciphertext]) => {
        const note = notes.get(key);
        return { file, key, sealingKey: note && describes(note, ciphertext) ? note.sealingKey : undefined };
      });
    }),
    unreadable: opened.flatMap(({ file, problems }) =>
      problems.filter(({ key }) => key === undefined).map(({ message, fix }) => ({ where: file, message, fix })),
    ),
  };
}

/** What was sealed with another key than this one, by the key that sealed it; unknown keys come last. */
export function valuesOfOtherKeys(
  values: readonly SealedValueOrigin[],
  fingerprint: string,
): { readonly publicKey: string | undefined; readonly values: readonly SealedValueOrigin[] }[] {
  const groups = new Map<string | undefined, SealedValueOrigin[]>();
  for (const value of values) {
    if (value.sealingKey === fingerprint) continue;
    groups.set(value.sealingKey, [...(groups.get(value.sealingKey) ?? []), value]);
  }
  return [...groups]
    .map(([publicKey, ofKey]) => ({ publicKey, values: ofKey }))
    .sort((a, b) => Number(a.publicKey === undefined) - Number(b.publicKey === undefined));
}

function placesOf(root: string, cluster: string): Place[] {
  return entries(join(root, cluster))
    .filter((entry) => !entry.isFile())
    .flatMap(({ name: namespace }) =>
      entries(join(root, cluster, namespace))
        .filter(({ name }) => name.endsWith('.yaml'))
        .map(({ name }) => ({ cluster, namespace, name: name.slice(0, -'.yaml'.length) })),
    )
    .filter((place) => misnamed(place).length === 0);
}

function entries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
