/** A place at which two environments differ. */
interface DifferenceRow {
  readonly path: string;
  readonly left?: unknown;
  readonly right?: unknown;
}

export interface EnvironmentsReport {
  readonly platform: string;
  readonly left: string;
  readonly right: string;
  /** Absent where the settings are nowhere to be found. */
  readonly settings?: { readonly file: string; readonly differences: readonly DifferenceRow[] };
  readonly changed: readonly { readonly manifest: string; readonly differences: readonly DifferenceRow[] }[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  readonly same: number;
}

/** Settings first, since all the rest comes of them; then the manifests that differ, and one line that sums up. */
export function environmentsText(report: EnvironmentsReport): string {
  const { left, right, settings, changed, onlyLeft, onlyRight } = report;
  const blocks = [
    ...(settings ? [{ head: settings.file, rows: rowsOf(settings.differences) }] : []),
    ...changed.map(({ manifest, differences }) => ({ head: manifest, rows: rowsOf(differences) })),
  ].filter(({ rows }) => rows.length > 0);
  return [
    ...blocks.map(({ head, rows }) => `${head}\n${tableText(rows)}`),
    ...onlyLeft.map((manifest) => `only in ${left}: ${manifest}\n`),
    ...onlyRight.map((manifest) => `only in ${right}: ${manifest}\n`),
    `${sumText(report)}\n`,
  ].join('');
}

export function environmentsJson(report: EnvironmentsReport): string {
  return `${JSON.stringify({ formatVersion: 1, ...report }, null, 2)}\n`;
}

function tableText(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `  ${line(row).trimEnd()}\n`).join('');
}

/** One setting often ends up in many places under the same key; then one of them is shown, and how many more there are. */
function rowsOf(differences: readonly DifferenceRow[]): readonly (readonly string[])[] {
  const alike = new Map<string, { readonly row: readonly [string, string]; readonly path: string; count: number }>();
  for (const { path, left, right } of differences) {
    const row = [shown(left), shown(right)] as const;
    const key = [path.split('.').at(-1), ...row].join('\n');
    const known = alike.get(key);
    if (known) known.count++;
    else alike.set(key, { row, path, count: 1 });
  }
  return [...alike.values()].map(({ row, path, count: places }) => [
    places === 1 ? shortPath(path) : `${shortPath(path)} and ${places - 1} more`,
    ...row,
  ]);
}

/** The end of a path says which setting it is. */
function shortPath(path: string): string {
  return path.length > LONGEST_PATH ? `…${path.slice(1 - LONGEST_PATH)}` : path;
}

const LONGEST_PATH = 64;

/** One line of at most LONGEST characters. */
function shown(value: unknown): string {
  if (value === undefined) return '-';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const line = /[\n\r]/.test(text) ? JSON.stringify(text) : text;
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

const LONGEST = 44;

function sumText({ platform, left, right, settings, changed, onlyLeft, onlyRight, same }: EnvironmentsReport): string {
  const values = changed.reduce((sum, { differences }) => sum + differences.length, 0);
  const parts = [
    ...(settings ? [count(settings.differences.length, 'setting')] : []),
    `${count(values, 'value')} in ${count(changed.length, 'manifest')}`,
    ...(onlyLeft.length + onlyRight.length > 0
      ? [`${count(onlyLeft.length + onlyRight.length, 'manifest')} on one side only`]
      : []),
  ];
  return `${platform}: ${left} and ${right} differ in ${parts.join(', ')}; ${count(same, 'manifest')} the same but for the name`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
