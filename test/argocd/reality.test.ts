import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import {
  type Apply,
  type AppProject,
  applyMethod,
  cascade,
  dryRunDeletes,
  type IgnoredDifference,
  isHook,
  type KubernetesObject,
  keyOf,
  pair,
  permitsResource,
  prunePropagation,
  type Sync,
  syncRun,
  track,
  trackedBy,
  trackingSettings,
  waveOf,
  wipesEverything,
  withoutIgnored,
} from '../../src/argocd';
import { inScope, outOfScope, type Scope } from './reality-scenarios';

interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly input: {
    readonly before: Tree;
    readonly after: Tree | null;
    readonly bootstrap: readonly string[];
    readonly prepare: readonly { readonly do: string; readonly kind?: string; readonly patch?: AppProject }[];
    readonly actions: readonly { readonly do: string; readonly kind?: string; readonly name?: string }[];
  };
  readonly outcome: {
    readonly steps: readonly { readonly owner: string; readonly events: readonly Event[] }[];
  } & Readonly<Record<'exists' | 'gone' | 'recreated' | 'terminating' | 'appeared', readonly Identity[]>>;
}

type Tree = Readonly<Record<string, string>>;

interface Identity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

interface Event extends Identity {
  readonly verb: 'create' | 'update' | 'delete';
  readonly wave: number;
  readonly failed?: boolean;
  readonly cause?: string;
  readonly propagation?: string;
}

interface Application extends KubernetesObject {
  readonly spec: {
    readonly source: { readonly path: string };
    readonly destination: { readonly namespace: string };
    readonly ignoreDifferences?: readonly IgnoredDifference[];
    readonly syncPolicy?: {
      readonly automated?: { readonly prune?: boolean; readonly allowEmpty?: boolean };
      readonly syncOptions?: readonly string[];
      readonly managedNamespaceMetadata?: { readonly labels?: Readonly<Record<string, string>> };
    };
  };
}

const VERSION = '2.13';
const tracking = trackingSettings({}, VERSION);
const clusterScoped = ['PersistentVolume', 'Namespace', 'CustomResourceDefinition'];
const folder = path.join(__dirname, '../conformance/reality');
const names = readdirSync(folder).map((file) => path.basename(file, '.json'));

afterAll(() =>
  process.stdout.write(`reality: ${names.length} foretold, ${Object.keys(outOfScope).length} out of scope\n`),
);

test('every scenario is in or out of scope, not both', () => {
  expect(names.toSorted()).toEqual(Object.keys(inScope).toSorted());
  expect(names.filter((name) => name in outOfScope)).toEqual([]);
});

describe('what happened on a real Argo CD is what is foretold', () => {
  for (const name of names) {
    const scenario: Scenario = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
    test(`${name}: ${scenario.about}`, () => {
      const { owner, groups, wavesKnown } = foretold(scenario, inScope[name] ?? {});
      const recorded = scenario.outcome.steps.filter((step) => step.owner === owner);
      expectInOrder(
        recorded.map(({ events }) => events.map(written)),
        groups,
      );
      // The record has each object's own wave beside it.
      for (const event of recorded.flatMap(({ events }) => events)) {
        const wave = wavesKnown.get(identity(event));
        if (wave !== undefined) expect([identity(event), event.wave]).toEqual([identity(event), wave]);
      }
    });

    test(`${name}: what is lost and kept`, () => {
      const { groups, live } = foretold(scenario, inScope[name] ?? {});
      const events = groups.flat().map((line) => line.split(' '));
      const deleted = events.filter(([verb]) => verb === 'delete').map(([, id]) => id);
      const created = events.filter(([verb]) => verb === 'create').map(([, id]) => id);
      const { gone, recreated, terminating, exists } = scenario.outcome;
      const lost = [...gone, ...recreated, ...terminating].map(identity);
      for (const id of live.map(identityOf)) {
        const removed = inScope[name]?.removed?.includes(id.slice(id.lastIndexOf('/') + 1));
        expect([id, lost.includes(id)]).toEqual([id, deleted.includes(id) || removed === true]);
        if (!deleted.includes(id)) expect(exists.map(identity)).toContain(id);
        else if (created.includes(id)) expect(recreated.map(identity)).toContain(id);
      }
    });
  }
});

/** Recorded events follow the groups: those of one group in any order, and no step reaches into two of them. */
function expectInOrder(steps: readonly (readonly string[])[], groups: readonly (readonly string[])[]): void {
  const merged: string[][] = [];
  const places = new Map(groups.flatMap((group, place) => group.map((event) => [event, place] as const)));
  let at: number | undefined;
  for (const step of steps) {
    const place = places.get(step[0] ?? '') ?? -1;
    if (place === at) merged.at(-1)?.push(...step);
    else merged.push([...step]);
    at = place;
  }
  expect(merged.map((step) => step.toSorted())).toEqual(groups.map((group) => group.toSorted()));
}

interface Foretold {
  readonly owner: string;
  /** Events as `verb object propagation`, those of a group side by side. */
  readonly groups: readonly (readonly string[])[];
  readonly live: readonly KubernetesObject[];
  readonly wavesKnown: ReadonlyMap<string, number>;
}

function foretold(scenario: Scenario, scope: Scope): Foretold {
  const { before, after, bootstrap, actions } = scenario.input;
  const then = concerned(scenario, before);
  const now = concerned(scenario, after ?? before);
  const owner = then.metadata?.name ?? '';
  const live = (scope.neverApplied ? [] : rendered(then, before))
    .flatMap((object) => track(placed(object, then), owner, then.spec.destination.namespace, tracking) ?? [])
    .filter((object) => !scope.removed?.includes(object.metadata?.name ?? ''));
  const deleted = actions.some((action) => action.do === 'delete' && action.kind === 'application');
  if (deleted) {
    const project = bootstrap.flatMap(readProjects).find(({ kind }) => kind === 'AppProject');
    const patch = scenario.input.prepare.find(({ kind }) => kind === 'appproject')?.patch?.spec;
    const { steps, propagation } = cascade(
      {
        application: now,
        applicationOptions: [],
        live: live.filter((object) => trackedBy(object, tracking) === owner),
        deletedAt: '2025-01-01T00:00:00Z',
        clusterKnown: true,
        permits: (object) => project === undefined || permitted(project, patch ?? {}, object),
      },
      VERSION,
    );
    const groups = steps.map((objects) => objects.map((object) => `delete ${identityOf(object)} ${propagation}`));
    return { owner, groups, live, wavesKnown: wavesOf(live) };
  }
  const targets = rendered(now, after ?? before).flatMap(
    (object) => track(object, owner, now.spec.destination.namespace, tracking) ?? [],
  );
  const keys = new Set(targets.map((target) => keyOf(placed(target, now))));
  const managed = live.filter((object) => trackedBy(object, tracking) === owner || keys.has(keyOf(object)));
  const groups = syncGroups(now, targets, managed, scenario, scope);
  return { owner, groups, live, wavesKnown: wavesOf([...live, ...targets.map((target) => placed(target, now))]) };
}

function syncGroups(
  application: Application,
  targets: readonly KubernetesObject[],
  live: readonly KubernetesObject[],
  { outcome }: Scenario,
  scope: Scope,
): readonly (readonly string[])[] {
  const { namespace } = application.spec.destination;
  const { automated, syncOptions = [], managedNamespaceMetadata } = application.spec.syncPolicy ?? {};
  const pairing = pair(targets, live, namespace);
  if (automated?.prune && !automated.allowEmpty && wipesEverything(pairing.resources)) return [];
  const changed = ({ object, live: old }: Apply) =>
    old === undefined ||
    scope.drifted?.includes(object.metadata?.name ?? '') === true ||
    !isDeepStrictEqual(compared(application, placed(object, application)), compared(application, old));
  // The destination is there when the bootstrap or an earlier sync has made it, which the record shows.
  const namespaceIsNew = outcome.appeared.some(({ kind, name }) => kind === 'Namespace' && name === namespace);
  const sync: Sync = {
    ...pairing,
    requested: automated?.prune === true,
    confirmed: false,
    applicationOptions: syncOptions,
    namespace,
    ...(namespaceIsNew
      ? {}
      : { liveNamespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } }),
    ...(managedNamespaceMetadata ? { managedNamespaceMetadata } : {}),
    identity: { revision: 'main', startedAt: 0 },
  };
  const refusals = outcome.steps.flatMap(({ events }) => events.filter(({ failed }) => failed));
  const refused = new Set(refusals.map(identity));
  const liveById = new Map(live.map((object) => [identityOf(object), object]));
  const liveOf = (object: KubernetesObject) => liveById.get(identityOf(placed(object, application)));
  const isAmong = (names: readonly string[] | undefined, object: KubernetesObject) =>
    names?.includes(object.metadata?.name ?? '') === true;
  const fails = (object: KubernetesObject) =>
    isAmong(scope.fails, object) || refused.has(identityOf(placed(object, application)));
  const { steps } = syncRun(sync, VERSION, {
    refuses: (object) =>
      fails(object) &&
      !isHook(object) &&
      applyMethod(object, liveOf(object), syncOptions, VERSION) !== 'apply, else recreate',
    health: (object) => (isHook(object) && fails(object) ? 'Degraded' : 'Healthy'),
    holds: (object) => isAmong(scope.held, object),
  });
  const groups: string[][] = [];
  const add = (events: readonly string[]) => {
    if (events.length > 0) groups.push([...events]);
  };
  const actions = steps.flatMap((step) => step.groups.flat());
  const deletedInDryRun = actions.filter(
    (action) => action.verb === 'apply' && dryRunDeletes(action.object, action.live, syncOptions, VERSION),
  );
  add(deletedInDryRun.map(({ object }) => `delete ${identityOf(placed(object, application))} Background`));
  if (deletedInDryRun.some(({ object }) => isAmong(scope.held, object))) return groups;
  for (const group of steps.flatMap((step) => step.groups)) {
    const propagation = prunePropagation(syncOptions);
    add(
      group.flatMap(({ verb, object }) =>
        verb === 'prune' || verb === 'delete hook'
          ? [`delete ${identityOf(placed(object, application))} ${propagation}`]
          : [],
      ),
    );
    const due = group.flatMap((action) =>
      action.verb === 'apply' && (isHook(action.object) || changed(action)) ? [action] : [],
    );
    for (const events of eventsOf(due, application, syncOptions, refused, scope)) add(events);
  }
  return groups;
}

/** What becomes of tasks of one kind in the API server's log. */
function eventsOf(
  applies: readonly Apply[],
  application: Application,
  options: readonly string[],
  refused: ReadonlySet<string>,
  scope: Scope,
): readonly (readonly string[])[] {
  const side: string[] = [];
  const after: string[][] = [];
  for (const { object, live } of applies) {
    const id = identityOf(placed(object, application));
    const method = applyMethod(object, live, options, VERSION);
    // What the log does not name it cannot be compared with.
    if (scope.fails?.includes(object.metadata?.name ?? '') && !isHook(object)) continue;
    if (method === 'delete and create') after.push([`delete ${id} `], [`create ${id} `]);
    else {
      side.push(`${live === undefined ? 'create' : 'update'} ${id} `);
      if (method === 'apply, else recreate' && refused.has(id)) {
        after.push([`delete ${id} Background`], [`create ${id} `]);
      }
    }
  }
  return [side, ...after];
}

/** The Application a scenario is about: the one that it deletes or whose steps it has; else the first. */
function concerned({ input, outcome }: Scenario, tree: Tree): Application {
  const all = [...input.bootstrap, ...Object.values(tree)].flatMap(read).filter(({ kind }) => kind === 'Application');
  const deleted = input.actions.find(({ kind }) => kind === 'application')?.name;
  const owner = deleted ?? outcome.steps.map((step) => step.owner).findLast((name) => name !== '');
  const found = all.find((application) => application.metadata?.name === owner) ?? all[0];
  if (!isApplication(found)) throw new Error('no Application');
  return found;
}

function isApplication(object: KubernetesObject | undefined): object is Application {
  return object?.kind === 'Application';
}

function rendered({ spec }: Application, tree: Tree): readonly KubernetesObject[] {
  const files = Object.keys(tree).filter((file) => path.dirname(file) === spec.source.path && file.endsWith('.yaml'));
  return files.flatMap((file) => read(tree[file] ?? ''));
}

function read(text: string): readonly KubernetesObject[] {
  return documents(text).map((document) => document.toJS());
}

function readProjects(text: string): readonly (AppProject & { readonly kind?: string })[] {
  return documents(text).map((document) => document.toJS());
}

function documents(text: string) {
  const parsed = parseAllDocuments(text);
  return 'empty' in parsed ? [] : parsed;
}

/** With the namespace that the cluster gives it. */
function placed<T extends KubernetesObject>(object: T, application: Application): T {
  const { namespace, ...metadata } = object.metadata ?? {};
  if (clusterScoped.includes(object.kind ?? '')) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, namespace: namespace || application.spec.destination.namespace } };
}

function compared({ spec }: Application, object: KubernetesObject): KubernetesObject {
  const { object: stripped, unknown } = withoutIgnored(object, spec.ignoreDifferences ?? []);
  expect(unknown).toEqual([]);
  return stripped;
}

function permitted({ spec }: Pick<AppProject, 'spec'>, patch: AppProject['spec'], object: KubernetesObject): boolean {
  const [group = '', version] = (object.apiVersion ?? '').split('/');
  const resource = {
    group: version === undefined ? '' : group,
    kind: object.kind ?? '',
    namespace: object.metadata?.namespace ?? '',
  };
  const server = 'https://kubernetes.default.svc';
  return permitsResource({ spec: { ...spec, ...patch } }, resource, { server }, VERSION) === true;
}

function wavesOf(objects: readonly KubernetesObject[]): ReadonlyMap<string, number> {
  return new Map(objects.map((object) => [identityOf(object), waveOf(object)]));
}

function identity({ group, kind, namespace, name }: Identity): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

function identityOf(object: KubernetesObject): string {
  return keyOf(object);
}

/** The propagation is only compared where Argo CD chooses it. */
function written(event: Event): string {
  return `${event.verb} ${identity(event)} ${event.propagation ?? ''}`;
}
