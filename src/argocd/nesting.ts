/** Deeper objects nobody writes, and Kubernetes' own are far from it. */
export const DEEPEST = 1_000;

/** Whether a value is nested deeper than so many levels, told without going down itself. */
export function isNestedDeeperThan(levels: number, value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= levels; depth++) {
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
    if (level.length === 0) return false;
  }
  return true;
}
