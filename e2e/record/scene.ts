import type { Manifest } from '../cluster/cluster';
import type { Action, Identity } from '../observer/action';
import type { Mark } from '../observer/observation';
import { untilQuiet } from './quiet';
import type { Look, Stage } from './stage';

/** What one scenario sees of the stage that it shares with others: every name that it owns starts with its id. */
export class Scene {
  constructor(
    private readonly stage: Stage,
    readonly id: string,
  ) {}

  /** By its name or its namespace; the id is also a word in the names of its own kinds. */
  readonly owns = ({ name, namespace }: Pick<Identity, 'name' | 'namespace'>): boolean => {
    return [name, namespace].some((text) => text.split(/[^a-z0-9]/).includes(this.id));
  };

  /** @param since how old the answer may be */
  readonly look = async (since?: number): Promise<Look> => {
    const { applications, sets } = await this.stage.look(since);
    const owned = ({ metadata: { name } }: Manifest) => this.owns({ name, namespace: '' });
    return { applications: applications.filter(owned), sets: sets.filter(owned) };
  };

  async actions(since: Mark): Promise<Action[]> {
    return (await this.stage.observation.actions(since)).filter(this.owns);
  }

  async count(since: Mark): Promise<number> {
    return (await this.actions(since)).length;
  }

  /** Waits for rest; whether it came. */
  quiet(since: Mark): Promise<boolean> {
    return untilQuiet(async () => ({ ...(await this.look()), actions: await this.count(since) }));
  }

  /** What is told of its own Applications or sets, by their names. */
  own<T>(told: Readonly<Record<string, T>>): Record<string, T> {
    return Object.fromEntries(Object.entries(told).filter(([name]) => this.owns({ name, namespace: '' })));
  }
}
