import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { type Action, withReplacements } from './action';
import { type AuditEvent, actionOf, remember } from './audit-event';
import { KnownObjects } from './known-objects';
import type { Mark, Observation } from './observation';

/**
 * Reads an API server's audit log. What lies before the start tells what the objects were; only what comes later counts.
 *
 * @param file of JSON lines, which the API server has written before it answers (`--audit-log-mode=blocking`)
 */
export class AuditLog implements Observation {
  private readonly known = new KnownObjects();
  private readonly seen: { readonly end: number; readonly action: Action }[] = [];
  private readonly start: Mark;
  private offset = 0;

  constructor(private readonly file: string) {
    this.start = this.mark();
  }

  async actions(since: Mark = this.start): Promise<Action[]> {
    for (const { line, end } of this.newLines()) {
      const event = JSON.parse(line) as AuditEvent;
      const action = actionOf(event, this.known);
      remember(event, this.known);
      if (action && end > this.start) this.seen.push({ end, action });
    }
    const actions = this.seen.filter(({ end }) => end > since).map(({ action }) => action);
    return withReplacements(actions.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)));
  }

  mark(): Mark {
    return statSync(this.file).size as Mark;
  }

  async ready(): Promise<void> {}

  stop(): void {}

  /** Whole lines only: the last one may be on its way. */
  private newLines(): { readonly line: string; readonly end: number }[] {
    const size = statSync(this.file).size - this.offset;
    if (size < 0) {
      throw new Error(
        `${this.file}: shorter than before, so it was begun anew; give the API server --audit-log-maxsize`,
      );
    }
    if (size === 0) return [];
    const bytes = Buffer.alloc(size);
    const file = openSync(this.file, 'r');
    const length = readSync(file, bytes, 0, size, this.offset);
    closeSync(file);
    const whole = bytes.subarray(0, length).lastIndexOf('\n') + 1;
    let end = this.offset;
    this.offset += whole;
    return bytes
      .subarray(0, whole)
      .toString()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        end += Buffer.byteLength(line) + 1;
        return { line, end };
      });
  }
}
