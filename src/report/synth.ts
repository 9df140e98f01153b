export interface SynthReport {
  readonly check: boolean;
  readonly outdir: string;
  readonly files: number;
  readonly manifests: number;
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly milliseconds: number;
}

/** The files that differ, one a line, and one line that sums up. */
export function synthText(report: SynthReport): string {
  const { created, changed, removed, files, manifests, outdir, milliseconds, check } = report;
  const marked = [
    ...created.map((path) => ({ mark: '+', path })),
    ...changed.map((path) => ({ mark: '~', path })),
    ...removed.map((path) => ({ mark: '-', path })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const differs = `${marked.length} ${check ? (marked.length === 1 ? 'differs' : 'differ') : 'changed'}`;
  const fix = check && marked.length > 0 ? '; run argosy synth and commit' : '';
  return [
    ...marked.map(({ mark, path }) => `${mark} ${outdir}/${path}\n`),
    `${outdir}: ${count(files, 'file')}, ${count(manifests, 'manifest')}, ${differs} (${milliseconds} ms)${fix}\n`,
  ].join('');
}

export function synthJson(report: SynthReport): string {
  return `${JSON.stringify({ formatVersion: 1, ...report }, null, 2)}\n`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
