import type { Command } from '../command-line';
import { type Finding, FindingsError } from '../finding';
import { unreadableText, valuesOfKeyText } from '../report/certificate';
import {
  type Certificate,
  certificatesIn,
  day,
  holdsPrivateKey,
  parseCertificate,
  renewalWarnings,
  validityProblems,
} from '../seal/certificate';
import {
  type Change,
  changeTo,
  filesToKeep,
  isPinnedToAnotherKey,
  type KeptCertificate,
  keepFiles,
  readKeptCertificate,
} from '../seal/kept-certificate';
import { sealedValues, valuesOfOtherKeys } from '../seal/sealed-values';
import { compareCommand } from './cert-compare';
import { type CertificatePlace, type CertificatePlaceRequest, certificatePlace, placeOptions } from './cert-place';
import {
  type CertificateSource,
  certificateAnswer,
  checkSource,
  controllerAddress,
  type SourceIo,
  sourceName,
} from './cert-source';
import type { TextOutput } from './hidden-prompt';
import { written } from './written';

export const certFetch: Command = {
  words: ['cert', 'fetch'],
  summary: 'Fetches the certificate that secrets are sealed with and keeps it in the store',
  options: [
    { name: 'cluster', value: 'NAME', help: 'the cluster whose certificate it is; default: in-cluster' },
    { name: 'pin', help: 'pins its public key, also instead of the one that was pinned before' },
    { name: 'context', value: 'NAME', help: 'the context of kubectl; default: the current one' },
    { name: 'kubeconfig', value: 'FILE', help: 'the configuration of kubectl; default: as kubectl finds it' },
    { name: 'controller-namespace', value: 'NAME', help: 'where the controller runs; default: kube-system' },
    { name: 'controller-name', value: 'NAME', help: 'its service; default: sealed-secrets-controller' },
    { name: 'url', value: 'URL', help: 'asks this address instead, such as that of a port-forward' },
    { name: 'from-file', value: 'FILE', help: 'takes a certificate that somebody handed over; - is stdin' },
    { name: 'store', value: 'DIR', help: 'the folder of the store; default: sealed' },
  ],
  run: async (line) => {
    const request = {
      cluster: line.value('cluster'),
      pin: line.has('pin'),
      context: line.value('context'),
      kubeconfig: line.value('kubeconfig'),
      controllerNamespace: line.value('controller-namespace'),
      controllerName: line.value('controller-name'),
      url: line.value('url'),
      fromFile: line.value('from-file'),
      store: line.value('store'),
    };
    const { stdin, stdout, stderr } = process;
    await fetchCertificate(request, { stdin, stdout, stderr, cwd: process.cwd(), now: new Date() });
    return 0;
  },
};

export interface FetchRequest extends CertificateSource, CertificatePlaceRequest {
  readonly pin?: boolean;
}

export interface FetchIo extends SourceIo {
  readonly stdout: TextOutput;
  readonly now: Date;
}

/**
 * Fetches a certificate and puts it into the store, where it is compared with what is pinned.
 * @throws UsageError when none could be had; FindingsError for one that is no good, or not the pinned one
 */
export async function fetchCertificate(request: FetchRequest, io: FetchIo): Promise<void> {
  const place = certificatePlace(request, io.cwd);
  checkSource(request);
  // Before anything is fetched, since somebody may have to log in for that; and after, since that may take its time.
  keptIn(place);
  const certificate = usableCertificate(await certificateAnswer(request, io), request, io);
  const kept = keptIn(place);
  if (isPinnedToAnotherKey(kept, certificate) && !request.pin) refuseAnotherKey(kept, certificate, place, request, io);
  const change = changeTo(certificate, kept);
  const isPinned = kept.pin.publicKey === certificate.fingerprint && !kept.pin.demonstration;
  const files = filesToKeep(change, certificate, request.pin === true && !isPinned);
  refuse(written(kept.file, () => keepFiles(place.root, place.shownAs, place.cluster, files)));
  io.stdout.write(`${changeText(change, certificate, kept)}\n`);
  if (files.has('pin.yaml')) io.stdout.write(`pinned its public key in ${kept.pinFile}\n`);
  if (change === 'another key') io.stdout.write(otherKeysText(kept, certificate, place));
  if (request.pin || kept.pin.publicKey !== undefined) return;
  io.stderr.write(
    `it is not pinned: compare the key with the controller's, then run argosy cert pin${placeOptions(place)}\n`,
  );
  io.stderr.write(comparisonText(request));
}

function keptIn({ root, shownAs, cluster }: CertificatePlace): KeptCertificate {
  const kept = readKeptCertificate(root, shownAs, cluster);
  if ('where' in kept) throw new FindingsError([kept]);
  return kept;
}

/** What came is not repeated: it may be anything, a private key included. */
function usableCertificate(text: string, source: CertificateSource, { now, stderr }: FetchIo): Certificate {
  const name = sourceName(source);
  const what = name === '--from-file' ? 'the file' : 'the answer';
  const finding = (message: string, fix: string) => new FindingsError([{ where: name, message, fix }]);
  if (holdsPrivateKey(text)) throw finding(`there is a private key in ${what}`, PRIVATE_KEY);
  const certificates = certificatesIn(text);
  const parsed = parseCertificate(text);
  if (certificates.length === 0) throw finding(`${what} ${describedAs(text)}`, EXPECTED[name]);
  if (!parsed.ok) throw finding(parsed.problem.message, EXPECTED[name]);
  const { certificate } = parsed;
  const [invalid] = validityProblems(certificate, now);
  if (invalid) throw finding(invalid.message, 'look whether the clock is right, and ask for the current certificate');
  if (certificates.length > 1) {
    const message = `${what} has ${certificates.length} certificates; the first is the current one and kept alone`;
    stderr.write(`warning: ${name}: ${message}\n`);
  }
  // The controller itself is right about which key is its current one, however old that is.
  const old = name === '--from-file' ? renewalWarnings(certificate, now) : [];
  for (const { message } of old)
    stderr.write(`warning: ${name}: ${message}; look whether it is still the current one\n`);
  return certificate;
}

function describedAs(text: string): string {
  if (text.trim() === '') return 'is empty';
  if (/^\s*<(!doctype|html|\?xml)/i.test(text)) return 'is a web page, such as a login asks with';
  // How a certificate without PEM begins, read as text.
  if (text.startsWith('0\uFFFD')) return 'is binary (DER), expected PEM';
  return 'holds no PEM certificate';
}

function refuseAnotherKey(
  kept: KeptCertificate,
  certificate: Certificate,
  place: CertificatePlace,
  request: FetchRequest,
  { stderr }: FetchIo,
): never {
  const { pin, pinFile } = kept;
  stderr.write(otherKeysText(kept, certificate, place));
  stderr.write(comparisonText(request));
  const as = pin.demonstration ? ' as a demonstration' : '';
  const message = `it pins ${pin.publicKey}${as}, and the public key that came is ${certificate.fingerprint}`;
  const normal = pin.demonstration ? '' : 'controllers make a new key every 30 days: ';
  const fix = `${normal}compare it with the controller's, and accept it by running the same with --pin`;
  throw new FindingsError([{ where: pinFile, message, fix }]);
}

function changeText(change: Change, { fingerprint, validFrom, validTo }: Certificate, kept: KeptCertificate): string {
  const valid = `valid ${day(validFrom)} to ${day(validTo)}`;
  switch (change) {
    case 'new':
      return `wrote ${kept.file}: public key ${fingerprint}, ${valid}`;
    case 'unchanged':
      return `unchanged ${kept.file}: public key ${fingerprint}, ${valid}`;
    case 'reissued':
      return `replaced ${kept.file}: issued anew for the same public key ${fingerprint}, ${valid}`;
    case 'another key': {
      const before = kept.certificate?.fingerprint ?? kept.pin.publicKey;
      return `replaced ${kept.file}: public key ${fingerprint} instead of ${before}, ${valid}`;
    }
  }
}

/** What a new key means for the values that are there. */
function otherKeysText({ pin }: KeptCertificate, { fingerprint }: Certificate, place: CertificatePlace): string {
  const { values, unreadable } = sealedValues(place.root, place.store, place.cluster);
  return [
    ...valuesOfOtherKeys(values, fingerprint).map((group) =>
      valuesOfKeyText(group, pin.demonstration && group.publicKey === pin.publicKey ? 'demonstration' : 'older'),
    ),
    ...unreadable.map(unreadableText),
  ].join('');
}

function comparisonText(source: CertificateSource): string {
  const address = controllerAddress(source);
  return (
    `whoever may read Secrets in ${address.namespace} prints the controller's key, without sha256: in front, with\n` +
    `  ${compareCommand(address)}\n`
  );
}

function refuse(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new FindingsError(findings);
}

const PRIVATE_KEY =
  'ask for the certificate alone, and have the controller make a new key: who has this one opens all that it sealed';
const EXPECTED: Readonly<Record<ReturnType<typeof sourceName>, string>> = {
  kubectl: 'name the controller with --controller-name and --controller-namespace',
  '--url': 'give the address of the controller itself, such as that of a port-forward',
  '--from-file': 'give the certificate of the controller as PEM, which begins with -----BEGIN CERTIFICATE-----',
};
