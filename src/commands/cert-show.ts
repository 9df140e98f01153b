import type { Command } from '../command-line';
import { FindingsError } from '../finding';
import { type CertificateReport, certificateJson, certificateText } from '../report/certificate';
import { ageInDays, renewalWarnings, validityProblems } from '../seal/certificate';
import type { PinnedCertificate } from '../seal/pinned-certificate';
import { sealedValues, valuesOfOtherKeys } from '../seal/sealed-values';
import { type CertificatePlaceRequest, certificatePlace } from './cert-place';
import type { TextOutput } from './hidden-prompt';

export const certShow: Command = {
  words: ['cert', 'show'],
  summary: 'Shows the certificate that secrets are sealed with, and what was sealed with other keys',
  options: [
    { name: 'cluster', value: 'NAME', help: 'the cluster whose certificate it is; default: in-cluster' },
    { name: 'store', value: 'DIR', help: 'the folder of the store; default: sealed' },
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], help: 'text or json; default: text' },
  ],
  run: async (line) => {
    const request = {
      cluster: line.value('cluster'),
      store: line.value('store'),
      json: line.value('output') === 'json',
    };
    showCertificate(request, { stdout: process.stdout, stderr: process.stderr, cwd: process.cwd(), now: new Date() });
    return 0;
  },
};

export interface ShowRequest extends CertificatePlaceRequest {
  readonly json?: boolean;
}

export interface ShowIo {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly cwd: string;
  readonly now: Date;
}

/** @throws FindingsError when there is none, or one that is not the pinned one */
export function showCertificate(request: ShowRequest, { stdout, stderr, cwd, now }: ShowIo): void {
  const { cluster, root, store } = certificatePlace(request, cwd);
  const pinned = store.certificate(cluster);
  if (!pinned.usable) throw new FindingsError(pinned.findings);
  const { certificate, file, pinFile } = pinned;
  const { values, unreadable } = sealedValues(root, store, cluster);
  const report: CertificateReport = {
    cluster,
    file,
    publicKey: certificate.fingerprint,
    validFrom: certificate.validFrom.toISOString(),
    validTo: certificate.validTo.toISOString(),
    ageDays: ageInDays(certificate.validFrom, now),
    pin: pinState(pinned),
    pinFile,
    values: values.filter(({ sealingKey }) => sealingKey === certificate.fingerprint).length,
    otherKeys: valuesOfOtherKeys(values, certificate.fingerprint).map(({ publicKey, values: others }) => ({
      publicKey,
      values: others.map(({ file: inFile, key }) => ({ file: inFile, key })),
    })),
    unreadable,
  };
  stdout.write(request.json ? certificateJson(report) : certificateText(report));
  if (pinned.demonstration) return;
  for (const { message, fix } of [...validityProblems(certificate, now), ...renewalWarnings(certificate, now)]) {
    stderr.write(`warning: ${file}: ${message}; ${fix}\n`);
  }
}

function pinState({ pinned, demonstration }: PinnedCertificate & { readonly usable: true }): CertificateReport['pin'] {
  if (demonstration) return 'demonstration';
  return pinned ? 'pinned' : 'unpinned';
}
