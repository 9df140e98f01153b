import { posix } from 'node:path';
import { parseCertificate } from '../seal/certificate';
import { readDocuments } from './documents';
import { isMapping } from './manifest-files';
import type { SealingCertificate } from './model';
import type { Tree } from './tree';

/** The certificates of clusters that the store of secrets keeps, but for those of demonstrations, which nobody renews. */
export function sealingCertificates(tree: Tree): readonly SealingCertificate[] {
  return [...tree.entries].flatMap(([file, { kind }]) => {
    if (kind !== 'file' || !KEPT.test(file) || isDemonstration(posix.dirname(file), tree)) return [];
    const parsed = parseCertificate(tree.read(file).toString('utf8'));
    if (!parsed.ok) return [];
    const { validFrom, validTo } = parsed.certificate;
    return [{ file, validFrom, validTo }];
  });
}

function isDemonstration(folder: string, tree: Tree): boolean {
  const pin = `${folder}/pin.yaml`;
  if (tree.entries.get(pin)?.kind !== 'file') return false;
  return readDocuments(tree.read(pin).toString('utf8')).documents.some(
    ({ value }) => isMapping(value) && value.purpose === 'demonstration',
  );
}

/** `sealed/<cluster>/cert.pem`. */
const KEPT = /(?:^|\/)sealed\/[^/]+\/cert\.pem$/;
