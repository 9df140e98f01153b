import type { Finding } from '../finding';

/** A value in the store that another key sealed than that of the certificate. */
interface OtherValue {
  readonly file: string;
  readonly key: string;
}

/** Values by the key that sealed them. */
export interface ValuesOfKey {
  /** A fingerprint; unknown when another tool sealed them. */
  readonly publicKey: string | undefined;
  readonly values: readonly OtherValue[];
}

export interface CertificateReport {
  readonly cluster: string;
  readonly file: string;
  readonly publicKey: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly ageDays: number;
  readonly pin: 'pinned' | 'unpinned' | 'demonstration';
  readonly pinFile: string;
  /** How many values this key sealed. */
  readonly values: number;
  readonly otherKeys: readonly ValuesOfKey[];
  readonly unreadable: readonly Finding[];
}

export function certificateJson(report: CertificateReport): string {
  const otherKeys = report.otherKeys.map(({ publicKey = null, values }) => ({ publicKey, values }));
  return `${JSON.stringify({ formatVersion: 1, ...report, otherKeys }, null, 2)}\n`;
}

export function certificateText(report: CertificateReport): string {
  const { file, publicKey, validFrom, validTo, ageDays, values, otherKeys, unreadable } = report;
  return [
    `${file}\n`,
    `  public key  ${publicKey}\n`,
    `  valid       ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}, ${count(ageDays, 'day')} old\n`,
    `  pinned      ${pinText(report)}\n`,
    `  values      ${values} sealed with this key\n`,
    ...otherKeys.map((group) => valuesOfKeyText(group, 'older')),
    ...unreadable.map(unreadableText),
  ].join('');
}

/** Which values a key sealed that is not the one of the certificate, file by file; long lists are cut. */
export function valuesOfKeyText({ publicKey, values }: ValuesOfKey, kind: keyof typeof MEANING): string {
  const files = new Map<string, string[]>();
  for (const { file, key } of values) files.set(file, [...(files.get(file) ?? []), key]);
  const sealed =
    publicKey === undefined ? 'sealed by another tool, with a key that is unknown' : `sealed with ${publicKey}`;
  const shown = [...files].slice(0, MOST_FILES).map(([file, keys]) => `  ${file}: ${keys.join(', ')}\n`);
  const more = files.size - shown.length;
  const rest = more > 0 ? [`  and ${count(more, 'more file')}; argosy cert show -o json lists all\n`] : [];
  const means = publicKey === undefined ? '' : `: ${MEANING[kind][values.length === 1 ? 0 : 1]}`;
  return [`${count(values.length, 'value')} ${sealed}${means}\n`, ...shown, ...rest].join('');
}

export function unreadableText({ where, message }: Finding): string {
  return `${where}: it cannot be told which key sealed it: ${message}\n`;
}

function pinText({ pin, pinFile }: CertificateReport): string {
  if (pin === 'pinned') return `in ${pinFile}`;
  if (pin === 'demonstration') return `in ${pinFile} as a demonstration: nobody has its private key`;
  return "no; compare the key with the controller's, then run argosy cert pin";
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** What values are good for that another key sealed. */
const MEANING = {
  older: ['it opens while the controller keeps that key', 'they open while the controller keeps that key'],
  demonstration: [
    'it never opens, since nobody has that key; seal it anew',
    'they never open, since nobody has that key; seal them anew',
  ],
} as const;
const MOST_FILES = 10;
