import type { Command } from '../command-line';
import { type Finding, FindingsError } from '../finding';
import { validityProblems } from '../seal/certificate';
import { filesToKeep, keepFiles, readKeptCertificate } from '../seal/kept-certificate';
import type { PinnedCertificate } from '../seal/pinned-certificate';
import { type CertificatePlaceRequest, certificatePlace, placeOptions } from './cert-place';
import type { TextOutput } from './hidden-prompt';
import { written } from './written';

export const certPin: Command = {
  words: ['cert', 'pin'],
  summary: 'Pins the public key of the certificate in the store',
  options: [
    { name: 'cluster', value: 'NAME', help: 'the cluster whose certificate it is; default: in-cluster' },
    { name: 'store', value: 'DIR', help: 'the folder of the store; default: sealed' },
  ],
  run: async (line) => {
    const request = { cluster: line.value('cluster'), store: line.value('store') };
    pinCertificate(request, { stdout: process.stdout, cwd: process.cwd(), now: new Date() });
    return 0;
  },
};

export interface PinIo {
  readonly stdout: TextOutput;
  readonly cwd: string;
  readonly now: Date;
}

/** @throws FindingsError when there is no certificate to pin */
export function pinCertificate(request: CertificatePlaceRequest, { stdout, cwd, now }: PinIo): void {
  const place = certificatePlace(request, cwd);
  const { cluster, root, shownAs, store } = place;
  const kept = readKeptCertificate(root, shownAs, cluster);
  if ('where' in kept) throw new FindingsError([kept]);
  const { certificate, pin, pinFile, file } = kept;
  if (!certificate) throw new FindingsError(findingsOf(store.certificate(cluster)));
  const isPinned = pin.publicKey === certificate.fingerprint;
  if (isPinned && pin.demonstration) {
    const message = 'it pins this key as a demonstration, whose private key nobody has';
    const fix = `fetch the certificate of the cluster: argosy cert fetch --pin${placeOptions(place)}`;
    throw new FindingsError([{ where: pinFile, message, fix }]);
  }
  const [invalid] = validityProblems(certificate, now);
  if (invalid) throw new FindingsError([{ where: file, ...invalid }]);
  const refused = written(pinFile, () =>
    keepFiles(root, shownAs, cluster, isPinned ? new Map() : filesToKeep('unchanged', certificate, true)),
  );
  if (refused.length > 0) throw new FindingsError(refused);
  const before = isPinned || pin.publicKey === undefined ? '' : ` instead of ${pin.publicKey}`;
  stdout.write(`${isPinned ? 'unchanged' : 'wrote'} ${pinFile}: it pins ${certificate.fingerprint}${before}\n`);
}

function findingsOf(pinned: PinnedCertificate): readonly Finding[] {
  return pinned.usable ? [] : pinned.findings;
}
