export interface ProvedRow {
  readonly code: string;
  readonly says: string;
  readonly is: 'held' | 'broken' | 'not known';
  readonly details: readonly string[];
}

export interface ProofReport {
  readonly platform: string;
  readonly environments: readonly string[];
  /** The layer that was switched off, and what it had. */
  readonly without: { readonly layer: string; readonly applications: readonly string[] };
  /** RFC 3339. */
  readonly began: string;
  readonly ended: string;
  readonly server: string;
  readonly probes: readonly ProvedRow[];
  readonly proofs: readonly ProvedRow[];
  readonly checklist: readonly ProvedRow[];
  /** Files of the same folder. */
  readonly files: readonly { readonly name: string; readonly holds: string }[];
}

const MARKS = { held: 'held', broken: '**broken**', 'not known': 'cannot be told' } as const;

/** The summary of the folder, for whoever opens it first. */
export function proofMarkdown(report: ProofReport): string {
  const { platform, environments, without, began, ended, server, probes, proofs, checklist, files } = report;
  const off =
    without.applications.length === 0
      ? `Nothing of ${without.layer} was there.`
      : `${without.layer} was switched off meanwhile, and is back: ${without.applications.join(', ')}.`;
  return [
    `# The core of ${platform} by itself: ${environments.join(', ')}\n`,
    `${verdictText(report)}. ${off}\n`,
    `On ${server}, from ${began} to ${ended}.\n`,
    section('The core answers', probes),
    section('What it shows', proofs),
    section('The operating checklist', checklist),
    `## Evidence\n\n${files.map(({ name, holds }) => `- [${name}](${name}): ${holds}\n`).join('')}`,
  ].join('\n');
}

/** One line for each, and one that sums up. */
export function proofText(report: ProofReport, folder: string): string {
  const rows = [...report.probes, ...report.proofs, ...report.checklist];
  const width = Math.max(0, ...rows.map(({ code }) => code.length));
  const lines = rows.map(({ code, is, says, details }) => {
    const more = is === 'held' ? '' : details.map((detail) => `\n    ${detail}`).join('');
    return `${is === 'not known' ? 'unknown' : is.padEnd(7)}  ${code.padEnd(width)}  ${says}${more}\n`;
  });
  return `${lines.join('')}${verdictText(report)}; evidence in ${folder}\n`;
}

export function isBroken({ probes, proofs, checklist }: ProofReport): boolean {
  return [...probes, ...proofs, ...checklist].some(({ is }) => is === 'broken');
}

function verdictText(report: ProofReport): string {
  const rows = [...report.probes, ...report.proofs, ...report.checklist];
  const count = (is: ProvedRow['is']) => rows.filter((row) => row.is === is).length;
  const unknown = count('not known');
  return `${count('held')} held, ${count('broken')} broken${unknown > 0 ? `, ${unknown} cannot be told` : ''}`;
}

function section(title: string, rows: readonly ProvedRow[]): string {
  const lines = rows.map(
    ({ is, says, details }) => `- ${MARKS[is]}: ${says}\n${details.map((detail) => `  - ${detail}\n`).join('')}`,
  );
  return `## ${title}\n\n${lines.length > 0 ? lines.join('') : 'Nothing to ask.\n'}`;
}
