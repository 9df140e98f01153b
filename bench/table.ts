import type { Comparison, Outcome } from './comparison';

const HEAD = ['what', 'ours', 'other', 'ratio', 'goal', 'reached'];

/** Lines of a Markdown table, one at a time: a run takes minutes, and its rows are worth reading as they come. */
export const head = `${line(HEAD)}\n${line(HEAD.map(() => '---'))}`;

export function row(comparison: Comparison, outcome: Outcome | undefined): string {
  const { what, against, unit, goal, missing } = comparison;
  if (!outcome) return line([what, '', against, '', goalText(goal), `skipped: ${missing}`]);
  const { ours, other, ratio, reached } = outcome;
  const verdict = reached === undefined ? '' : reached ? 'yes' : 'no';
  const cells = [what, `${figure(ours)} ${unit}`, `${figure(other)} ${unit}: ${against}`];
  return line([...cells, `${figure(ratio)}x`, goalText(goal), verdict]);
}

function goalText(goal: Comparison['goal']): string {
  if (!goal) return '';
  return 'atLeast' in goal ? `at least ${goal.atLeast}x` : `at most ${goal.atMost}x`;
}

function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(3);
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
