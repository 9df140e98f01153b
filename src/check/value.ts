/** A map of a manifest, whatever stands there: nothing that people write is certain to have the right shape. */
export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Text, or nothing. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What stands at a path. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) here = typeof step === 'number' ? items(here)[step] : fields(here)[step];
  return here;
}
