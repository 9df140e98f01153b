import { type Cluster, groupOf, type Kind, type LiveObject, type Stop, type WatchEvent } from '../cluster/cluster';
import { type Action, withReplacements } from './action';
import { definedKind } from './defined-kind';
import { KnownObjects } from './known-objects';
import type { Mark, Observation } from './observation';
import { nameOf, watchedAction } from './watch-event';

/**
 * Watches every kind that a cluster lists, and those that are defined later. Actions have no refusals here, no actor when
 * something is deleted, and the order of kinds is the order in which the cluster tells of them. What is told a moment
 * later is not there yet.
 */
export class Watches implements Observation {
  private readonly known = new KnownObjects();
  private readonly seen: Action[] = [];
  private readonly stops = new Map<string, Stop>();
  private stopped = false;
  private readonly begun: Promise<void>;

  constructor(private readonly cluster: Cluster) {
    this.begun = this.begin();
    // Whoever asks for actions hears of it.
    this.begun.catch(() => undefined);
  }

  async actions(since: Mark = 0 as Mark): Promise<Action[]> {
    await this.begun;
    return withReplacements(this.seen.slice(since));
  }

  ready(): Promise<void> {
    return this.begun;
  }

  mark(): Mark {
    return this.seen.length as Mark;
  }

  stop(): void {
    this.stopped = true;
    for (const stop of this.stops.values()) stop();
  }

  /** What is there already was not done now. */
  private async begin(): Promise<void> {
    const kinds = (await this.cluster.kinds()).filter(({ kind }) => !NOISE.includes(kind));
    const listings = await Promise.all(
      kinds.map(async (kind) => ({ kind, listing: await this.cluster.listing(kind) })),
    );
    for (const { kind, listing } of listings) {
      for (const object of listing.items) this.known.set(nameOf(object, resourceOf(kind)), object);
    }
    for (const { kind, listing } of listings) this.watch(kind, listing.resourceVersion);
  }

  private watch(kind: Kind, since?: string): void {
    const name = `${kind.kind}.${groupOf(kind.apiVersion)}`;
    if (this.stopped || this.stops.has(name)) return;
    this.stops.set(
      name,
      this.cluster.watch(kind.path, (event) => this.take(event, kind), since),
    );
  }

  private take(event: WatchEvent, kind: Kind): void {
    const name = nameOf(event.object, resourceOf(kind));
    const action = watchedAction(event, name, this.known, new Date().toISOString());
    if (action) this.seen.push(action);
    if (event.type === 'DELETED') this.known.forget(name);
    else this.known.set(name, event.object);
    if (kind.kind === 'CustomResourceDefinition') this.watchDefined(event.object);
  }

  /** As the definition says: in the server's own list its kind comes a moment later. */
  private watchDefined(definition: LiveObject): void {
    const kind = definedKind(definition);
    if (kind) this.watch(kind);
  }
}

/** What changes all the time, and is nobody's manifest. */
const NOISE = ['Endpoints', 'EndpointSlice', 'Event', 'Lease', 'PodMetrics', 'NodeMetrics'];

function resourceOf({ path }: Kind): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
