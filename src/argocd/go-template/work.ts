import { Fault } from './fault';

/** Well below a second; templates that people write take a few hundred steps. */
const MOST_STEPS = 250_000;
const CHARACTERS_PER_STEP = 16;
const MOST_DEPTH = 400;

/** The steps that a template may still take: nested ranges and repeats would otherwise never end. */
export class Work {
  #left = MOST_STEPS;
  #depth = 0;

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new Fault('limit', 'the template takes more steps than are worth following');
  }

  /** Text that is read or made. */
  spendText(characters: number): void {
    this.spend(characters / CHARACTERS_PER_STEP);
  }

  /** Runs one level deeper: in nested data, or in templates that call templates. */
  nested<T>(run: () => T): T {
    if (this.#depth >= MOST_DEPTH) throw new Fault('limit', 'the template nests deeper than is worth following');
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }
}
