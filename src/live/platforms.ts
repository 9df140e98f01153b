import type { LiveApplication } from './application';
import type { LiveSet } from './application-set';
import { isSettled, trouble } from './trouble';

/** What a platform's Applications are in the cluster. */
export interface PlatformState {
  /** Empty for Applications that no root of ours made. */
  readonly platform: string;
  readonly environments: readonly EnvironmentState[];
}

export interface EnvironmentState {
  readonly environment: string;
  /** In the order in which they come up: the root, then wave by wave. */
  readonly applications: readonly ApplicationState[];
}

export interface ApplicationState {
  readonly name: string;
  readonly place: Place;
  readonly sync: string;
  readonly health: string;
  /** RFC 3339. */
  readonly since: string | undefined;
  readonly settled: boolean;
  readonly trouble: string | undefined;
}

/** Where in its environment's order an Application comes up. */
export type Place =
  | { readonly is: 'root' }
  | {
      readonly is: 'wave';
      readonly wave: number;
      /** Of a set that rolls out step by step, from 1. */
      readonly step?: number;
    };

/** An Application that the files say there is. */
export interface Expected {
  readonly name: string;
  readonly environment: string;
  readonly place: Place;
}

/**
 * Sorts the Applications of a cluster by platform and environment. A root stands in the project `<platform>-roots`, and
 * its own list of resources says what it made, whichever way Argo CD tracks that.
 */
export function platformsIn(
  applications: readonly LiveApplication[],
  sets: readonly LiveSet[],
): readonly PlatformState[] {
  const roots = new Map(applications.flatMap((each) => rootsOf(each, applications)));
  const members = applications.map((application) => {
    const set = sets.find(({ name }) => name === application.generatedBy);
    const root = roots.get(set ? `ApplicationSet ${set.name}` : `Application ${application.name}`);
    const isRoot = root?.name === application.name;
    return {
      platform: root ? platformOf(root) : '',
      environment: (root ?? application).labels.env ?? '',
      state: stateOf(application, isRoot ? { is: 'root' } : placeOf(application, set)),
    };
  });
  const failedSets = sets.flatMap((set) => {
    if (set.error === undefined) return [];
    const root = roots.get(`ApplicationSet ${set.name}`);
    return [
      {
        platform: root ? platformOf(root) : '',
        environment: (root ?? set).labels.env ?? '',
        state: { ...FAILED_SET, name: set.name, place: { is: 'wave', wave: set.wave } as const, trouble: set.error },
      },
    ];
  });
  const all = [...members, ...failedSets];
  return distinct(all.map(({ platform }) => platform)).map((platform) => {
    const ours = all.filter((each) => each.platform === platform);
    return {
      platform,
      environments: distinct(ours.map(({ environment }) => environment)).map((environment) => ({
        environment,
        applications: ours
          .filter((each) => each.environment === environment)
          .map(({ state }) => state)
          .toSorted(inOrder),
      })),
    };
  });
}

/** The state of a platform, with what its files promise and the cluster does not have yet. */
export function withExpected(
  state: PlatformState | undefined,
  platform: string,
  expected: readonly Expected[],
): PlatformState {
  const environments = state?.environments ?? [];
  const names = distinct([...environments, ...expected].map(({ environment }) => environment));
  return {
    platform,
    environments: names.map((environment) => {
      const there = environments.find((each) => each.environment === environment)?.applications ?? [];
      const missing = expected
        .filter((each) => each.environment === environment && !there.some(({ name }) => name === each.name))
        .map(({ name, place }) => ({ ...NOT_THERE, name, place }));
      return { environment, applications: [...there, ...missing].toSorted(inOrder) };
    }),
  };
}

/**
 * What an environment waits for: the first wave in which something is not settled. Later waves wait for it, so what they
 * lack says nothing.
 */
export function frontOf({ applications }: EnvironmentState): readonly ApplicationState[] {
  const open = applications.filter(({ settled, place }) => !settled && place.is === 'wave');
  const [first] = open;
  // A root is not settled while what it made is not.
  if (first === undefined) return applications.filter(({ settled }) => !settled);
  const broken = applications.filter(({ place, trouble: said, settled }) => place.is === 'root' && !settled && said);
  return [...broken, ...open.filter((each) => compare(each.place, first.place) === 0)];
}

/** `root`, `2`, or `2.1` for the first step of a set in wave 2. */
export function placeText(place: Place): string {
  if (place.is === 'root') return 'root';
  return place.step === undefined ? `${place.wave}` : `${place.wave}.${place.step}`;
}

/** The root of each thing that a root made, and of itself. */
function rootsOf(application: LiveApplication, all: readonly LiveApplication[]): [string, LiveApplication][] {
  if (!application.project.endsWith(ROOTS) || application.labels.app !== 'root') return [];
  const made = application.resources
    .filter(({ group, kind }) => group === 'argoproj.io' && (kind === 'Application' || kind === 'ApplicationSet'))
    .filter(({ kind, name }) => kind !== 'Application' || all.some((each) => each.name === name))
    .map(({ kind, name }): [string, LiveApplication] => [`${kind} ${name}`, application]);
  return [[`Application ${application.name}`, application], ...made];
}

const ROOTS = '-roots';

function platformOf({ project }: LiveApplication): string {
  return project.slice(0, -ROOTS.length);
}

function placeOf(application: LiveApplication, set: LiveSet | undefined): Place {
  if (set === undefined) return { is: 'wave', wave: application.wave };
  const step = set.stepOf(application.name);
  return { is: 'wave', wave: set.wave, ...(step === undefined ? {} : { step }) };
}

function stateOf(application: LiveApplication, place: Place): ApplicationState {
  const { name, sync, health, since } = application;
  return { name, place, sync, health, since, settled: isSettled(application), trouble: trouble(application) };
}

const NOT_THERE = { sync: '-', health: '-', since: undefined, settled: false, trouble: 'not made yet' } as const;
const FAILED_SET = { sync: '-', health: 'Error', since: undefined, settled: false } as const;

function inOrder(one: ApplicationState, other: ApplicationState): number {
  return compare(one.place, other.place) || (one.name < other.name ? -1 : Number(one.name > other.name));
}

function compare(one: Place, other: Place): number {
  if (one.is === 'root' || other.is === 'root') return Number(other.is === 'root') - Number(one.is === 'root');
  return one.wave - other.wave || (one.step ?? 0) - (other.step ?? 0);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}
