import type { Json } from '../../imports/generator/json';

/** Schemas by number, each different one once. What stands inside of another is there by its number. */
export class Pool {
  readonly #numbers = new Map<string, number>();

  /** The number of a schema whose inner ones are numbers already. Counts from 1. */
  number(schema: Json): number {
    const text = JSON.stringify(schema);
    const known = this.#numbers.get(text) ?? this.#numbers.size + 1;
    this.#numbers.set(text, known);
    return known;
  }

  /** All of them, the first one first, in a line each. */
  lines(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}
