import { asksFor } from './sync-options';
import type { PruneTask } from './sync-tasks';

/** Prunes of one wave, whatever becomes of its number. */
interface Wave {
  readonly number: number;
  /** How many ask for this wave. */
  asking: number;
  /** Those that go in it: all that ask for it, but for what is pruned last. */
  readonly going: Set<PruneTask>;
  /** Of these, those that are yet to be pruned. */
  readonly open: Set<PruneTask>;
}

/**
 * The prunes of a sync in their waves: the distinct waves of those that are still there are mirrored, so that what came
 * last goes first. What is to be pruned last goes one wave after the highest of phase Sync, these waves included.
 */
export class PruneWaves {
  /** In the order of their numbers. */
  private readonly waves: Wave[] = [];
  private readonly byNumber = new Map<number, Wave>();
  private readonly last = emptyWave(0);

  constructor(
    prunes: readonly PruneTask[],
    private readonly applicationOptions: readonly string[],
    /** The highest wave of what phase Sync applies, 0 at least. */
    private readonly highestApplied: number,
  ) {
    // In order, so that each new wave comes after all others.
    for (const task of prunes.toSorted((one, other) => one.wave - other.wave)) this.add(task);
  }

  add(task: PruneTask): void {
    const wave = this.byNumber.get(task.wave) ?? this.newWave(task.wave);
    wave.asking++;
    const goesIn = asksFor('PruneLast=true', task.live, this.applicationOptions) ? this.last : wave;
    goesIn.going.add(task);
    goesIn.open.add(task);
  }

  private newWave(number: number): Wave {
    const wave = emptyWave(number);
    this.byNumber.set(number, wave);
    const before = this.waves.findLastIndex((other) => other.number < number);
    this.waves.splice(before + 1, 0, wave);
    return wave;
  }

  /** What has a result is pruned no more, but keeps its wave for as long as it is there. */
  close(task: PruneTask): void {
    this.byNumber.get(task.wave)?.open.delete(task);
    this.last.open.delete(task);
  }

  /** What is gone gives up its wave. */
  remove(task: PruneTask): void {
    this.close(task);
    const wave = this.byNumber.get(task.wave);
    if (wave === undefined || !(wave.going.delete(task) || this.last.going.delete(task))) return;
    if (--wave.asking > 0) return;
    this.waves.splice(this.waves.indexOf(wave), 1);
    this.byNumber.delete(wave.number);
  }

  /** The first wave in which something is yet to be pruned, and whether there is another one after it. */
  due(): { readonly wave: number; readonly tasks: readonly PruneTask[]; readonly more: boolean } | undefined {
    const open = this.inOrder(({ open }) => open.size > 0);
    const first = open.next().value;
    return first && { wave: first.number, tasks: [...first.wave.open], more: !open.next().done };
  }

  /** The first and the last wave in which something goes or, though it is still there, was to go. */
  ends(): readonly number[] {
    const [first, ...others] = this.inOrder(({ going }) => going.size > 0);
    return [first, others.at(-1)].flatMap((each) => (each ? [each.number] : []));
  }

  /** The wave of each. */
  all(): ReadonlyMap<PruneTask, number> {
    const waves = [...this.inOrder(() => true)];
    return new Map(waves.flatMap(({ number, wave }) => [...wave.going].map((task) => [task, number] as const)));
  }

  private *inOrder(
    wanted: (wave: Wave) => boolean,
  ): Generator<{ readonly number: number; readonly wave: Wave }, undefined> {
    for (const [place, { number }] of this.waves.entries()) {
      const wave = this.waves.at(-1 - place);
      if (wave && wanted(wave)) yield { number, wave };
    }
    const highest = Math.max(this.highestApplied, this.waves.at(-1)?.number ?? 0);
    if (wanted(this.last)) yield { number: highest + 1, wave: this.last };
  }
}

function emptyWave(number: number): Wave {
  return { number, asking: 0, going: new Set(), open: new Set() };
}
