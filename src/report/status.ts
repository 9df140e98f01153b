/** What is shown of an Application in the cluster. */
export interface StatusRow {
  readonly name: string;
  /** `root`, or its wave. */
  readonly wave: string;
  readonly sync: string;
  readonly health: string;
  readonly since: string | undefined;
  readonly settled: boolean;
  readonly trouble: string | undefined;
}

export interface StatusReport {
  readonly platforms: readonly {
    readonly platform: string;
    readonly environments: readonly { readonly environment: string; readonly applications: readonly StatusRow[] }[];
  }[];
}

/** One table for each environment, and one line that sums up. */
export function statusText({ platforms }: StatusReport, now: Date): string {
  const tables = platforms.flatMap(({ platform, environments }) =>
    environments.map(({ environment, applications }) => {
      const head = platform === '' ? 'of no platform' : `${platform} ${environment}`;
      return `${head}\n${tableText([HEAD, ...applications.map((row) => cells(row, now))])}\n`;
    }),
  );
  return `${tables.join('')}${sumText({ platforms })}\n`;
}

export function statusJson({ platforms }: StatusReport): string {
  return `${JSON.stringify({ formatVersion: 1, platforms }, null, 2)}\n`;
}

/** `3 Applications, 2 Synced and Healthy, 1 not`. */
function sumText({ platforms }: StatusReport): string {
  const all = platforms.flatMap(({ environments }) => environments.flatMap(({ applications }) => applications));
  const settled = all.filter((each) => each.settled).length;
  const count = `${all.length} Application${all.length === 1 ? '' : 's'}`;
  if (all.length === 0) return 'no Application';
  return settled === all.length
    ? `${count}, all Synced and Healthy`
    : `${count}, ${settled} Synced and Healthy, ${all.length - settled} not`;
}

/** How long ago, in the largest unit that fits: `40s`, `12m`, `5h`, `3d`. */
export function age(since: string | undefined, now: Date): string {
  const seconds = Math.floor((now.getTime() - Date.parse(since ?? '')) / 1000);
  if (Number.isNaN(seconds)) return '';
  const [, unit = 's', size = 1] = UNITS.find(([from]) => seconds >= from) ?? [];
  return `${Math.max(0, Math.floor(seconds / size))}${unit}`;
}

const UNITS: readonly (readonly [from: number, unit: string, seconds: number])[] = [
  [2 * 86_400, 'd', 86_400],
  [2 * 3600, 'h', 3600],
  [120, 'm', 60],
];

const HEAD = ['WAVE', 'APPLICATION', 'SYNC', 'HEALTH', 'SINCE', 'WHAT IS WRONG'];

function cells({ wave, name, sync, health, since, trouble }: StatusRow, now: Date): readonly string[] {
  return [wave, name, sync, health, age(since, now), trouble ?? ''];
}

function tableText(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return rows.map((row) => `  ${line(row).trimEnd()}\n`).join('');
}
