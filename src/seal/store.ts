import { join, resolve } from 'node:path';
import type { SealedStore, SealedStoreAnswer } from '../../constructs/sealed-store';
import type { Finding } from '../finding';
import type { Certificate } from './certificate';
import { ciphertextProblems, rsaBlockBytes } from './ciphertext';
import { containmentProblems, readContained } from './contained-file';
import { type Place, placeProblems } from './kubernetes-names';
import { type PinnedCertificate, readPinnedCertificate } from './pinned-certificate';
import type { Problem } from './problem';
import { replaceFile } from './replace-file';
import { parseSealedSecret, type SealedSecretFile } from './sealed-secret-file';
import { describes } from './sealing-note';

/** The store as files: `<root>/<cluster>/<namespace>/<name>.yaml`, each a SealedSecret manifest. */
export interface FileStore extends SealedStore {
  /** All that a file says. `read` is this, reduced to what a construct needs. */
  open(place: Place): StoredFile;
  /** Replaces what was opened. Returns why it did not; then nothing has changed. */
  save(opened: StoredFile, text: string): readonly Problem[];
  certificate(cluster: string): PinnedCertificate;
  /**
   * What is wrong with the certificates of the clusters whose secrets were read, once for each cluster. A cluster
   * without a certificate is in order: its ciphertext is only looked at less closely.
   */
  findings(): readonly Finding[];
}

export interface StoredFile {
  readonly path: string;
  /** As a message names it. */
  readonly file: string;
  /** Absent when there is no such file. */
  readonly text: string | undefined;
  readonly content: SealedSecretFile | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Certificates and what `read` found are kept for the life of the store, because a synthesis asks for ten thousand
 * secrets of one cluster, and for each of them twice. `open` always looks at the file.
 * @param shownAs the folder as messages name it
 */
export function fileStore(folder: string, shownAs = folder.replace(/(?<=.)\/+$/, '')): FileStore {
  const root = resolve(folder);
  const certificates = new Map<string, PinnedCertificate>();
  const answers = new Map<string, SealedStoreAnswer>();
  const certificate = (cluster: string): PinnedCertificate => {
    const known = certificates.get(cluster) ?? readPinnedCertificate(root, shownAs, cluster);
    certificates.set(cluster, known);
    return known;
  };
  const open = (place: Place): StoredFile => openFile(root, shownAs, place, certificate);
  return {
    certificate,
    findings: () =>
      [...certificates.values()].flatMap((pinned) => (pinned.usable || pinned.missing ? [] : pinned.findings)),
    open,
    read: (cluster, namespace, name) => {
      const place = [cluster, namespace, name].join('\0');
      const known = answers.get(place) ?? answer(open({ cluster, namespace, name }));
      answers.set(place, known);
      return known;
    },
    save: (opened, text) => {
      answers.clear();
      return saveFile(root, opened, text);
    },
  };
}

function openFile(
  root: string,
  shownAs: string,
  place: Place,
  certificate: (cluster: string) => PinnedCertificate,
): StoredFile {
  const { cluster, namespace, name } = place;
  const path = join(root, cluster, namespace, `${name}.yaml`);
  const file = `${shownAs}/${cluster}/${namespace}/${name}.yaml`;
  const misnamed = placeProblems(place);
  if (misnamed.length > 0) return { path, file, text: undefined, content: undefined, problems: misnamed };
  const pinned = certificate(cluster);
  const read = readContained(root, path);
  if (read.state !== 'read') {
    const problems = read.state === 'refused' ? [read.problem] : [];
    return { path, file, text: undefined, content: undefined, problems };
  }
  const content = parseSealedSecret(read.text, place);
  const problems = [...content.problems, ...valueProblems(content, pinned)];
  return { path, file, text: read.text, content, problems };
}

function valueProblems(content: SealedSecretFile, pinned: PinnedCertificate): Problem[] {
  return Object.entries(content.encryptedData).flatMap(([key, ciphertext]) => {
    const rsaBytes = pinned.usable ? rsaBlockBytes(pinned.certificate.publicKey) : undefined;
    const problems = ciphertextProblems(ciphertext, rsaBytes);
    // A value that an older key sealed is as long as that key made it, and of that key only the fingerprint is known.
    const judged =
      problems.length > 0 && pinned.usable && sealedByAnotherKey(content, key, ciphertext, pinned.certificate)
        ? ciphertextProblems(ciphertext)
        : problems;
    return judged.map(({ message, fix }) => ({ message: `the ciphertext of key "${key}" ${message}`, fix, key }));
  });
}

function sealedByAnotherKey(
  { notes }: SealedSecretFile,
  key: string,
  ciphertext: string,
  { fingerprint }: Certificate,
): boolean {
  const note = notes().get(key);
  return note !== undefined && describes(note, ciphertext) && note.sealingKey !== fingerprint;
}

function answer({ file, content, problems }: StoredFile): SealedStoreAnswer {
  if (!content && problems.length === 0) return { found: false, file };
  return {
    found: true,
    file,
    scope: content?.scope ?? 'strict',
    encryptedData: content?.encryptedData ?? {},
    problems: problems.map(({ message, fix }) => ({ message, fix })),
  };
}

function saveFile(root: string, { path, text: before }: StoredFile, text: string): readonly Problem[] {
  const refused = containmentProblems(root, path);
  if (refused.length > 0) return refused;
  const current = readContained(root, path);
  if (current.state === 'refused') return [current.problem];
  // Two people on one machine, or a prompt that stood open for an hour: a key sealed meanwhile must not vanish.
  if ((current.state === 'read' ? current.text : undefined) !== before) {
    return [{ message: 'it changed while the values were sealed', fix: 'run the command again' }];
  }
  replaceFile(path, text);
  return [];
}
