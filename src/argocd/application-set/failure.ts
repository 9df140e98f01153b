import { CannotTell, Fault } from '../go-template/fault';
import { isUnknown, type Unknown, unknown } from '../unknown';

/** Why a set makes no Applications: an error of one generator stops it whole, and nothing is changed. */
export interface SetFailure {
  readonly failure: string;
}

/** Ends an expansion; the functions that are called from outside turn it into a value. */
class Stopped extends Error {
  constructor(readonly why: SetFailure | Unknown) {
    super('the ApplicationSet cannot be expanded');
  }
}

export function stop(failure: string): Error {
  return new Stopped({ failure });
}

/** A value, unless nobody can tell it. */
export function known<T>(value: T | Unknown): T {
  if (isUnknown(value)) throw new Stopped(value);
  return value;
}

export function attempt<T>(run: () => T): T | SetFailure | Unknown {
  try {
    return run();
  } catch (thrown) {
    if (thrown instanceof Stopped) return thrown.why;
    if (thrown instanceof CannotTell) return unknown(thrown.message);
    if (thrown instanceof Fault) return { failure: thrown.message };
    throw thrown;
  }
}
