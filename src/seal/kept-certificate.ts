import { join } from 'node:path';
import type { Finding } from '../finding';
import { type Certificate, parseCertificate } from './certificate';
import { containmentProblems, readContained } from './contained-file';
import { type Pin, pinText, readPin } from './pinned-certificate';
import { replaceFiles } from './replace-file';

/** What the store has for a cluster before a certificate is put there. */
export interface KeptCertificate {
  /** As a message names it. */
  readonly file: string;
  readonly pinFile: string;
  /** Absent when there is none, or one that is broken: a good one mends it. */
  readonly certificate: Certificate | undefined;
  readonly pin: Pin;
}

/** What putting a certificate there changes. */
export type Change = 'new' | 'unchanged' | 'reissued' | 'another key';

/** @returns the finding where nothing can be put before somebody mends what is there */
export function readKeptCertificate(root: string, shownAs: string, cluster: string): KeptCertificate | Finding {
  const file = `${shownAs}/${cluster}/cert.pem`;
  const pinFile = `${shownAs}/${cluster}/pin.yaml`;
  const pem = readContained(root, join(root, cluster, 'cert.pem'));
  if (pem.state === 'refused') return { where: file, ...pem.problem };
  const pin = readPin(root, cluster);
  if ('message' in pin) return { where: pinFile, ...pin };
  const parsed = pem.state === 'read' ? parseCertificate(pem.text) : undefined;
  return { file, pinFile, certificate: parsed?.ok ? parsed.certificate : undefined, pin };
}

export function changeTo({ fingerprint, pem }: Certificate, { certificate: kept, pin }: KeptCertificate): Change {
  const before = kept?.fingerprint ?? pin.publicKey;
  if (before !== undefined && before !== fingerprint) return 'another key';
  if (kept === undefined) return 'new';
  return kept.pem === pem ? 'unchanged' : 'reissued';
}

/** Somebody said which key is right, and it is not this one. */
export function isPinnedToAnotherKey({ pin }: KeptCertificate, { fingerprint }: Certificate): boolean {
  return pin.publicKey !== undefined && pin.publicKey !== fingerprint;
}

/** The text of a file by its name in the folder of the cluster. */
export type ClusterFiles = ReadonlyMap<'cert.pem' | 'pin.yaml', string>;

export function filesToKeep(change: Change, { fingerprint, pem }: Certificate, pin: boolean): ClusterFiles {
  return new Map([
    ...(change === 'unchanged' ? [] : [['cert.pem', pem] as const]),
    ...(pin ? [['pin.yaml', pinText(fingerprint)] as const] : []),
  ]);
}

/** Writes all of them or none; returns why it wrote none. */
export function keepFiles(root: string, shownAs: string, cluster: string, files: ClusterFiles): readonly Finding[] {
  const refused = [...files.keys()].flatMap((name) =>
    containmentProblems(root, join(root, cluster, name)).map(({ message, fix }) => ({
      where: `${shownAs}/${cluster}/${name}`,
      message,
      fix,
    })),
  );
  if (refused.length === 0) {
    replaceFiles(new Map([...files].map(([name, text]) => [join(root, cluster, name), text])));
  }
  return refused;
}
