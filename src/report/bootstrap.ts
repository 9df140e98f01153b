/** Something that has to be so before a platform can come up. */
export interface Precondition {
  readonly what: string;
  /** `open`: it cannot be told yet, and is looked at again later. */
  readonly is: 'met' | 'unmet' | 'open';
  readonly found: string;
  readonly fix?: string;
}

export interface BootstrapPlan {
  readonly platform: string;
  readonly server: string;
  readonly preconditions: readonly Precondition[];
  /** What is applied, in this order. */
  readonly steps: readonly string[];
  /** Settings that have another value now. */
  readonly overwrites: readonly string[];
}

const MARKS = { met: 'ok', unmet: 'no', open: '..' } as const;

function preconditionText({ what, is, found, fix }: Precondition): string {
  return `${MARKS[is]}  ${what}: ${found}${fix === undefined ? '' : `; ${fix}`}\n`;
}

export function planText({ platform, server, preconditions, steps, overwrites }: BootstrapPlan): string {
  return [
    `${platform} on ${server}\n`,
    ...preconditions.map(preconditionText),
    ...steps.map((step, index) => `${index + 1}.  ${step}\n`),
    ...overwrites.map((setting) => `    changes ${setting}, which has another value now\n`),
  ].join('');
}

/** An Application that does not come up, and what to look at. */
export interface Stalled {
  readonly environment: string;
  readonly wave: string;
  readonly name: string;
  readonly sync: string;
  readonly health: string;
  readonly trouble: string | undefined;
  readonly look: string;
}

export function stalledText(stalled: readonly Stalled[]): string {
  return stalled
    .map(({ environment, wave, name, sync, health, trouble, look }) => {
      const place = wave === 'root' ? 'its root' : `wave ${wave}`;
      return `${environment} waits for ${place}: ${name} is ${sync} and ${health}${trouble ? `: ${trouble}` : ''}\n  ${look}\n`;
    })
    .join('');
}
