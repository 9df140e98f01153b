/**
 * A list as Go has it: one that was made by appending shares memory with what it was made of as long as there is room,
 * so that two lists which grow from the same one write over each other.
 */
export class Slice {
  static readonly empty = new Slice([], 0, 0);

  private constructor(
    private readonly memory: string[],
    readonly length: number,
    private readonly capacity: number,
  ) {}

  /** Larger ones grow by less than twice, which we do not follow. */
  get isExact(): boolean {
    return this.capacity <= 512;
  }

  at(nth: number): string {
    return this.memory[nth] ?? '';
  }

  items(): readonly string[] {
    return this.memory.slice(0, this.length);
  }

  append(item: string): Slice {
    const hasRoom = this.length < this.capacity;
    const memory = hasRoom ? this.memory : this.memory.slice(0, this.length);
    memory[this.length] = item;
    return new Slice(memory, this.length + 1, hasRoom ? this.capacity : Math.max(1, 2 * this.capacity));
  }

  /** Two runs, each in order, become one in place, and what is in both is kept once. */
  mergeRuns(start: number, middle: number): Slice {
    const { memory } = this;
    let length = this.length;
    for (let at = start; at < middle && middle < length; at++) {
      const [one, other] = [this.at(at), this.at(middle)];
      if (one < other) continue;
      let to = middle;
      const follows = (next: number): boolean => next < length && (one === other || this.at(next) < one);
      for (; follows(to + 1); to++) memory[to] = this.at(to + 1);
      if (one === other) length--;
      else [memory[at], memory[to]] = [other, one];
    }
    return new Slice(memory, length, this.capacity);
  }
}
