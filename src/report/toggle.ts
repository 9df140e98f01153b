export interface ToggleReport {
  readonly layer: string;
  readonly environment: string;
  readonly on: boolean;
  /** Absent where the switch was in that position already. */
  readonly turned?: { readonly file: string; readonly line: number };
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** The Applications that come or go. */
  readonly applications: readonly string[];
  /** What leaves Git and stays in the cluster. */
  readonly kept: readonly string[];
  /** The folder that synth writes. */
  readonly outdir: string;
  /** The command that waits for the cluster. */
  readonly apply: string;
}

/** What the switch changed, and the commit to make of it. */
export function toggleText(report: ToggleReport): string {
  const { layer, environment, on, turned, created, changed, removed, applications, kept, outdir, apply } = report;
  const position = on ? 'on' : 'off';
  if (turned === undefined && created.length + changed.length + removed.length === 0) {
    return `${layer} of ${environment} is ${position}, and ${outdir} says so\n`;
  }
  const files = [
    ...created.map((path) => `+ ${outdir}/${path}\n`),
    ...changed.map((path) => `~ ${outdir}/${path}\n`),
    ...removed.map((path) => `- ${outdir}/${path}\n`),
  ];
  const from = turned
    ? `: turned ${position} in ${turned.file}:${turned.line}`
    : ` is ${position}, and ${outdir} was not yet`;
  return [
    `${layer} of ${environment}${from}\n`,
    ...files,
    applications.length > 0 ? `Applications that ${on ? 'come' : 'go'}: ${applications.join(', ')}\n` : '',
    kept.length > 0 ? `stays in the cluster: ${kept.join(', ')}\n` : '',
    'nothing happens before this is committed and pushed:\n',
    `  git add ${[...(turned ? [turned.file] : []), outdir].join(' ')} && git commit -m "Switch ${layer} of ${environment} ${position}" && git push\n`,
    `  ${apply}\n`,
  ].join('');
}
