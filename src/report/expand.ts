import { oneLine, printableJson } from './printable';

/** An ApplicationSet and what became of it. */
export interface ExpandedSetReport {
  readonly namespace: string;
  readonly name: string;
  readonly where: { readonly file: string; readonly line: number };
  readonly outcome:
    | {
        readonly applications: readonly GeneratedReport[];
        /** Those that the set leaves out. */
        readonly refused: readonly { readonly name: string; readonly reason: string }[];
      }
    | { readonly failure: string }
    | { readonly notKnown: { readonly why: string; readonly declare?: string } };
}

interface GeneratedReport {
  readonly name: string;
  readonly manifest: object;
}

/** What each set makes, set by set, and one line that sums up. */
export function expandText(sets: readonly ExpandedSetReport[]): string {
  if (sets.length === 0) return 'no ApplicationSet was found; argosy check tells which Applications there are\n';
  const made = sets.reduce(
    (sum, { outcome }) => sum + ('applications' in outcome ? outcome.applications.length : 0),
    0,
  );
  const failed = sets.filter(({ outcome }) => 'failure' in outcome).length;
  const unknown = sets.filter(({ outcome }) => 'notKnown' in outcome).length;
  const sums = [
    `${count(sets.length, 'ApplicationSet')} ${sets.length === 1 ? 'makes' : 'make'} ${count(made, 'Application')}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
  ];
  return `${sets.map(setText).join('')}${sums.join(', ')}\n`;
}

export function expandJson(sets: readonly ExpandedSetReport[]): string {
  return `${printableJson({ formatVersion: 1, sets: sets.map(({ outcome, ...set }) => ({ ...set, ...outcome })) })}\n`;
}

function setText({ name, where: { file, line }, outcome }: ExpandedSetReport): string {
  const head = `${file}:${line}: ${name}`;
  return linesOf(head, outcome)
    .map((each) => `${each.startsWith('  ') ? '  ' : ''}${oneLine(each)}\n`)
    .join('');
}

function linesOf(head: string, outcome: ExpandedSetReport['outcome']): readonly string[] {
  if ('failure' in outcome) return [`${head} makes nothing: ${outcome.failure}`];
  if ('notKnown' in outcome) {
    const { why, declare } = outcome.notKnown;
    return [
      `${head}: cannot be told offline: ${why}${declare === undefined ? '' : `; in argosy.yaml declare ${declare}`}`,
    ];
  }
  const { applications, refused } = outcome;
  return [
    `${head} makes ${applications.length === 0 ? 'no Application' : count(applications.length, 'Application')}`,
    ...applications.map((application) => `  ${application.name}`),
    ...refused.map((each) => `  ${each.name} is left out: ${each.reason}`),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
