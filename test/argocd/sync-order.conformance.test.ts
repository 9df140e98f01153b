import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  type ArgoVersion,
  annotationValues,
  applyTask,
  decidePrune,
  deletePolicies,
  hookName,
  hookTypes,
  isHook,
  isSkipped,
  type KubernetesObject,
  type ManagedResource,
  optionValue,
  phasesOf,
  pruneTask,
  type SyncPhase,
  type SyncTask,
  sortTasks,
  syncRun,
  waveOf,
  withPruneWaves,
} from '../../src/argocd';
import { compareVersions, parseVersion } from '../../src/argocd/version';

interface Case {
  readonly id: string;
  readonly input: Input;
  readonly expect: Record<string, unknown>;
  readonly note?: string;
  /** The first release that behaves as expected. */
  readonly since?: string;
  /** What earlier ones do. */
  readonly expectBefore?: Record<string, unknown>;
}

interface Input {
  readonly fn: string;
  readonly tasks?: readonly { readonly id: string; readonly phase: SyncPhase; readonly target: KubernetesObject }[];
  readonly resources?: readonly ManagedResource[];
  readonly pruneLast?: boolean;
  readonly manifest?: KubernetesObject;
  readonly annotationValue?: string;
  readonly option?: string;
  readonly pruneRequested?: boolean;
  readonly pruneConfirmed?: boolean;
  readonly live?: KubernetesObject;
  readonly appSyncOptions?: readonly string[];
  readonly revision?: string;
  readonly startedAtUnix?: number;
}

type Driver = (input: Input, version: ArgoVersion) => Record<string, unknown>;

const drivers: Readonly<Record<string, Driver>> = {
  sortTasks: ({ tasks = [] }) => {
    const ids = new Map(tasks.map(({ id, target }) => [target, id]));
    const idOf = ({ target, live }: SyncTask) => ids.get(target ?? live) ?? '';
    const sorted = sortTasks(tasks.map(({ phase, target }) => applyTask(phase, target)));
    return {
      order: sorted.map(idOf),
      waves: Object.fromEntries(sorted.map((task) => [idOf(task), task.wave])),
      phases: Object.fromEntries(sorted.map((task) => [idOf(task), task.phase])),
    };
  },
  taskWaves: ({ resources = [], pruneLast }) => {
    const tasks = resources.flatMap(({ target, live }) =>
      phasesOf(target ?? live ?? {}).map((phase) =>
        target ? applyTask(phase, target, live) : pruneTask(phase, live ?? {}),
      ),
    );
    const waved = withPruneWaves(tasks, pruneLast ? ['PruneLast=true'] : []);
    return { waves: Object.fromEntries(sortTasks(waved).map((task) => [nameOf(task.target ?? task.live), task.wave])) };
  },
  pruneSteps: ({ resources = [], pruneLast, pruneConfirmed, appSyncOptions = [] }, version) => {
    const { steps } = syncRun(
      {
        resources,
        hooks: [],
        ignored: [],
        repeated: [],
        namespace: '',
        identity: { revision: '', startedAt: 0 },
        requested: true,
        confirmed: pruneConfirmed ?? false,
        applicationOptions: pruneLast ? [...appSyncOptions, 'PruneLast=true'] : appSyncOptions,
      },
      version,
    );
    const pruned = steps.map(({ groups }) => groups.flat().filter(({ verb }) => verb === 'prune'));
    return {
      steps: pruned.map((actions) => actions.map(({ object }) => nameOf(object))).filter(({ length }) => length > 0),
    };
  },
  pruneDecision: ({ live = {}, pruneRequested, pruneConfirmed, appSyncOptions = [] }, version) => ({
    ...decidePrune(
      live,
      { requested: pruneRequested ?? false, confirmed: pruneConfirmed ?? false, applicationOptions: appSyncOptions },
      version,
    ),
  }),
  hookInfo: ({ manifest = {} }) => ({
    isHook: isHook(manifest),
    skip: isSkipped(manifest),
    types: hookTypes(manifest),
  }),
  phases: ({ manifest = {} }) => ({ phases: phasesOf(manifest) }),
  deletePolicies: ({ manifest = {} }) => ({ policies: deletePolicies(manifest) }),
  wave: ({ manifest = {} }) => ({ wave: waveOf(manifest) }),
  annotationOption: ({ annotationValue = '', option = '' }) => {
    const object = { metadata: { annotations: { options: annotationValue } } };
    const value = optionValue(annotationValues(object, 'options'), option);
    return value === undefined ? { found: false } : { found: true, value };
  },
  hookNames: ({ manifest = {}, revision = '', startedAtUnix = 0 }) => ({
    names: phasesOf(manifest).map((phase) => hookName(manifest, phase, { revision, startedAt: startedAtUnix })),
  }),
};

function nameOf(object: KubernetesObject): string {
  return object.metadata?.name ?? '';
}

/** The parts of an answer that a case speaks of; of `…Unordered` parts the order does not matter. */
function asExpected(answer: Record<string, unknown>, expected: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(expected).map((key) => {
      const plain = key.replace(/Unordered$/, '');
      const value = answer[plain];
      return [key, plain !== key && Array.isArray(value) ? value.toSorted() : value];
    }),
  );
}

function sorted(expected: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [
      key,
      key.endsWith('Unordered') && Array.isArray(value) ? value.toSorted() : value,
    ]),
  );
}

/** The oldest release that the cases without a `since` are true of - 2.13 knew no confirmation -, and the newest. */
const versions = ['2.14', '3.5'] as const;

const folder = process.env.ARGOSY_CONFORMANCE_DIR ?? path.join(__dirname, '../conformance');
const file = [path.join(folder, 'argocd/sync-order.json'), path.join(folder, 'sync-order.json')].find(existsSync);
const cases: readonly Case[] = file === undefined ? [] : JSON.parse(readFileSync(file, 'utf8'));

afterAll(() => process.stdout.write(`conformance: sync-order ${cases.length}\n`));

describe('the order of a sync', () => {
  test('has recorded cases', () => {
    expect(process.env.ARGOSY_CONFORMANCE_DIR === undefined && cases.length === 0).toBe(false);
  });

  for (const version of versions) {
    for (const { id, input, note, since, expect: now, expectBefore } of cases) {
      const release = parseVersion(since ?? '');
      const old = release !== undefined && compareVersions(version, release) < 0;
      const expected = old ? expectBefore : now;
      // What an older release did is not recorded with every change.
      if (expected === undefined) continue;
      test(`${id} on ${version}: ${note ?? input.fn}`, () => {
        const driver = drivers[input.fn];
        if (driver === undefined) throw new Error(`no driver for ${input.fn}`);
        expect(asExpected(driver(input, version), expected)).toEqual(sorted(expected));
      });
    }
  }
});
