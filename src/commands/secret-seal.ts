import { resolve } from 'node:path';
import type { SealingScope } from '../../constructs/sealed-store';
import type { Command } from '../command-line';
import { type Finding, FindingsError, UsageError } from '../finding';
import { type Certificate, renewalWarnings, validityProblems } from '../seal/certificate';
import { seal } from '../seal/ciphertext';
import type { PinnedCertificate } from '../seal/pinned-certificate';
import { isSealingScope, sealingLabel, sealingScopes } from '../seal/scope';
import { type SealedValue, sealedSecretText } from '../seal/sealed-secret-file';
import { beginning } from '../seal/sealing-note';
import { type FileStore, fileStore, type StoredFile } from '../seal/store';
import type { TextOutput } from './hidden-prompt';
import { placeToSeal, type SealRequest } from './seal-request';
import { secretValues, type ValueIo } from './secret-values';
import { written } from './written';

export const secretSeal: Command = {
  words: ['secret', 'seal'],
  summary: 'Seals values for a cluster and keeps the ciphertext in the store',
  operands: '<namespace>/<name> <KEY>',
  confidential:
    'give the key alone and type the value when asked, or pipe it in; replace the value if it was given here',
  options: [
    { name: 'cluster', value: 'NAME', help: 'the cluster that opens it; default: in-cluster' },
    {
      name: 'scope',
      value: 'SCOPE',
      choices: sealingScopes,
      help: 'what the ciphertext is bound to: strict, namespace-wide or cluster-wide; default: that of the file, else strict',
    },
    { name: 'from-file', value: 'FILE', help: 'takes the bytes of a file as the value; - is stdin' },
    {
      name: 'from-env-file',
      value: 'FILE',
      help: 'takes values from KEY=value lines: that of <KEY>, or without <KEY> all of them',
    },
    { name: 'store', value: 'DIR', help: 'the folder of the store; default: sealed' },
    { name: 'rotate-after', value: 'DAYS', help: 'how long the value may stay, like 90d; default: as before' },
  ],
  run: async (line) => {
    const [target = '', key] = line.operands;
    const request = {
      target,
      key,
      cluster: line.value('cluster'),
      scope: line.value('scope'),
      fromFile: line.value('from-file'),
      fromEnvFile: line.value('from-env-file'),
      store: line.value('store'),
      rotateAfter: line.value('rotate-after'),
    };
    const { stdin, stdout, stderr } = process;
    await sealSecret(request, { stdin, stdout, stderr, cwd: process.cwd(), now: new Date() });
    return 0;
  },
};

export interface SealIo extends ValueIo {
  readonly stdout: TextOutput;
  readonly now: Date;
}

/**
 * Seals values and puts them into the store, where keys that are not named stay as they are.
 *
 * All that can be refused is refused before a value is asked for.
 * @throws UsageError for a call that cannot work; FindingsError for a store that is not in order
 */
export async function sealSecret(request: SealRequest, io: SealIo): Promise<void> {
  const place = placeToSeal(request);
  const store = openStore(request, io);
  const opened = store.open(place);
  refuse(fileFindings(opened));
  warnAboutComments(opened, io);
  const scope = scopeToUse(request.scope, opened);
  const certificate = usableCertificate(store.certificate(place.cluster), io);
  const values = await secretValues(request.key, request, io);
  try {
    for (const [key, value] of values) warnAbout(key, value, io);
    const label = sealingLabel(scope, place.namespace, place.name);
    const sealed = new Map([...values].map(([key, value]) => [key, sealValue(key, value)]));
    const text = sealedSecretText(opened.content, place, scope, sealed);
    const problems = written(opened.file, () => store.save(opened, text));
    refuse(problems.map(({ message, fix }) => ({ where: opened.file, message, fix })));

    function sealValue(key: string, value: Buffer): SealedValue {
      const ciphertext = seal(value, certificate.publicKey, label);
      const rotateAfter = request.rotateAfter ?? opened.content?.notes().get(key)?.rotateAfter;
      return {
        ciphertext,
        note: {
          sealedAt: io.now.toISOString().replace(/\.\d+Z$/, 'Z'),
          sealingKey: certificate.fingerprint,
          ...(rotateAfter === undefined ? {} : { rotateAfter }),
          ciphertext: beginning(ciphertext),
        },
      };
    }
  } finally {
    for (const value of values.values()) value.fill(0);
  }
  io.stdout.write(
    `sealed ${[...values.keys()].join(', ')} of ${request.target} (${scope}) ` +
      `with key ${certificate.fingerprint} into ${opened.file}\n`,
  );
}

function openStore({ store = 'sealed' }: SealRequest, { cwd }: SealIo): FileStore {
  return fileStore(resolve(cwd, store), store);
}

/** A broken ciphertext is no obstacle: sealing its key is what mends it, and the other keys are left alone. */
function fileFindings({ file, problems }: StoredFile): Finding[] {
  return problems.filter(({ key }) => key === undefined).map(({ message, fix }) => ({ where: file, message, fix }));
}

function scopeToUse(asked: string | undefined, { file, content }: StoredFile): SealingScope {
  if (asked !== undefined && !isSealingScope(asked)) {
    const message = `expected ${sealingScopes.join(', ')}, got "${asked}"`;
    throw new UsageError({ where: '--scope', message, fix: 'leave it out for strict, or for the scope of the file' });
  }
  if (!content) return asked ?? 'strict';
  if (asked === undefined || asked === content.scope) return content.scope;
  throw new UsageError({
    where: '--scope',
    message: `${file} is sealed with scope ${content.scope}, and its other values would not open with ${asked}`,
    fix: 'leave --scope out, or remove the file and seal all its values anew',
  });
}

function usableCertificate(pinned: PinnedCertificate, { now, stderr }: SealIo): Certificate {
  if (!pinned.usable) throw new FindingsError(pinned.findings);
  const { certificate, file } = pinned;
  if (pinned.demonstration) {
    warn(stderr, `${file}: it is declared a demonstration, whose private key nobody has: what it seals never opens`);
    return certificate;
  }
  refuse(validityProblems(certificate, now).map(({ message, fix }) => ({ where: file, message, fix })));
  if (!pinned.pinned) {
    const key = certificate.fingerprint;
    warn(stderr, `${file}: it is not pinned; compare its key ${key} with the controller's, then run argosy cert pin`);
  }
  for (const { message, fix } of renewalWarnings(certificate, now)) warn(stderr, `${file}: ${message}; ${fix}`);
  return certificate;
}

function warnAboutComments({ file, text = '' }: StoredFile, { stderr }: SealIo): void {
  if (/^\s*#/m.test(text)) warn(stderr, `${file}: its comments will not be kept`);
}

function warnAbout(key: string, value: Buffer, { stderr }: SealIo): void {
  if (value.length === 0) warn(stderr, `${key}: the value is empty`);
  if (value.at(-1) === NEWLINE) {
    warn(stderr, `${key}: the value ends with a newline, which is sealed with it; remove it if it is not meant`);
  }
}

function warn(stderr: TextOutput, text: string): void {
  stderr.write(`warning: ${text}\n`);
}

function refuse(findings: readonly Finding[]): void {
  if (findings.length > 0) throw new FindingsError(findings);
}

const NEWLINE = 0x0a;
