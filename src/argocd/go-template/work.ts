import { CannotTell } from './fault';

/** Well below a second; templates that people write take a few hundred steps. */
const MOST_STEPS = 250_000;
const CHARACTERS_PER_STEP = 16;
const MOST_DEPTH = 400;

/** The steps that may still be taken: nested ranges and repeats would otherwise never end. */
export class Work {
  #left: number;
  #depth = 0;

  /** Work can be a part of other work, which then has its own end as well. */
  constructor(
    most = MOST_STEPS,
    private readonly partOf?: Work,
    private readonly what = 'the template',
  ) {
    this.#left = most;
  }

  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new CannotTell(`${this.what} takes more steps than are worth following`);
    this.partOf?.spend(steps);
  }

  /** Text that is read or made. */
  spendText(characters: number): void {
    this.spend(characters / CHARACTERS_PER_STEP);
  }

  /** Runs one level deeper: in nested data, or in templates that call templates. */
  nested<T>(run: () => T): T {
    if (this.#depth >= MOST_DEPTH) throw new CannotTell(`${this.what} nests deeper than is worth following`);
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }
}
