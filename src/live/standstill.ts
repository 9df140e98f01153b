import type { LiveApplication } from './application';
import { isSettled } from './trouble';

/**
 * Knows which Applications stand still: not settled, with nothing under way, and as they were a while ago. Argo CD
 * misses at times that what it has made became healthy, above all where definitions are made beside it, and then looks
 * again only at its next round, minutes later.
 */
export class Standstill {
  private readonly seen = new Map<string, { readonly state: string; readonly since: number }>();

  /**
   * Takes what is seen now, and answers those that have stood still for so long; each is told again after as long.
   *
   * @param now milliseconds of any clock
   */
  among(applications: readonly LiveApplication[], now: number): readonly LiveApplication[] {
    return applications.filter((application) => {
      const { name, sync, health, revisions, operation, deleting } = application;
      const state = JSON.stringify([sync, health, revisions, operation]);
      const before = this.seen.get(name);
      const isStill = before?.state === state && !isSettled(application) && operation?.phase !== 'Running' && !deleting;
      if (isStill && now - before.since < STILL_MS) return false;
      this.seen.set(name, { state, since: now });
      return isStill;
    });
  }
}

const STILL_MS = 15_000;
