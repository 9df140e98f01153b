/** What cannot be told offline, with the reason. */
export interface Unknown {
  readonly unknown: string;
}

/** Yes, no, or an explicit "cannot tell". */
export type Verdict = boolean | Unknown;

export function unknown(reason: string): Unknown {
  return { unknown: `cannot tell offline: ${reason}` };
}

export function isUnknown<T>(value: T | Unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'unknown' in value;
}

export function not(verdict: Verdict): Verdict {
  return isUnknown(verdict) ? verdict : !verdict;
}

/** True as soon as one is true; an unknown one is lost only then. */
export function either(...verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes(true) || (verdicts.find(isUnknown) ?? false);
}

/** Asks one after the other, as Argo CD does: at what makes its matcher crash, no later one is asked any more. */
export function anyInOrder<T>(values: readonly T[], ask: (value: T) => Verdict): Verdict {
  for (const value of values) {
    const verdict = ask(value);
    if (verdict !== false) return verdict;
  }
  return false;
}

/** False as soon as one is false; an unknown one is lost only then. */
export function both(...verdicts: readonly Verdict[]): Verdict {
  return !verdicts.includes(false) && (verdicts.find(isUnknown) ?? true);
}
