import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseAllDocuments } from 'yaml';
import {
  type ApplicationSet,
  type Apply,
  type AppProject,
  applyMethod,
  cascade,
  dryRunDeletes,
  expandApplicationSet,
  type IgnoredDifference,
  isHook,
  type KubernetesObject,
  keyOf,
  pair,
  permissionsOf,
  permitsResource,
  permitsSource,
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
import type { Scope } from './reality-scenarios';

export interface Scenario {
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

export interface Identity {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface Event extends Identity {
  readonly verb: 'create' | 'update' | 'delete';
  readonly wave: number;
  readonly failed?: boolean;
  readonly cause?: string;
  readonly propagation?: string;
}

interface Application extends KubernetesObject {
  readonly spec: {
    readonly project: string;
    readonly source: { readonly path: string; readonly repoURL: string };
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
/** What happens to whom, and what that one had in the cluster before. */
export interface Foretold {
  /** Events as `verb object propagation`, those of a group side by side. */
  readonly groups: readonly (readonly string[])[];
  readonly live: readonly KubernetesObject[];
  readonly wavesKnown: ReadonlyMap<string, number>;
}

/** By the name of each Application and ApplicationSet, roots before what they make. */
export function foretold(scenario: Scenario, scope: Scope): ReadonlyMap<string, Foretold> {
  const { before, after, bootstrap } = scenario.input;
  const roots = bootstrap.flatMap(read).filter(isApplication);
  const all = new Map<string, Foretold>();
  const was = delivered(roots, before, scenario);
  const live = new Map([...was].map(([name, application]) => [name, liveOf(application, before, scenario, scope)]));
  const visit = (given: Application | undefined, then: Application | undefined, events: readonly string[]) => {
    const name = given?.metadata?.name ?? then?.metadata?.name ?? '';
    const own = live.get(name) ?? [];
    const event = (verb: string) =>
      events.some((line) => line.startsWith(`${verb} argoproj.io/Application/argocd/${name} `));
    if (then !== undefined && (isDeleted(name, scenario) || event('delete'))) {
      all.set(name, cascaded(then, own, scenario));
      return;
    }
    // What nobody makes is not there, and what nobody takes away stays as it is.
    if (then === undefined && !event('create') && !roots.some((root) => root === given)) return;
    const now = given ?? then;
    if (now === undefined) return;
    const tree = after ?? before;
    const others = [...live].flatMap(([other, objects]) =>
      other === name || all.get(other)?.groups.length ? [] : objects,
    );
    const synced = syncOf(now, tree, [...own, ...others], scenario, scope);
    all.set(name, { ...synced, live: own });
    const made = synced.groups.flat();
    const pruned = made.some((line) => line.startsWith(`delete argoproj.io/Application/argocd/${name} `));
    if (pruned) return;
    const children = rendered(now, tree).filter(isApplication);
    const gone = then === undefined ? [] : rendered(then, before).filter(isApplication);
    for (const child of namesOf([...children, ...gone])) {
      visit(
        children.find(({ metadata }) => metadata?.name === child),
        was.get(child),
        made,
      );
    }
    for (const set of setsOf(now, tree, then, before)) {
      const told = setOf(set.name, set.was, set.now, scenario);
      all.set(set.name, { groups: told.groups, live: [], wavesKnown: new Map() });
      for (const child of namesOf([...told.was, ...told.now])) {
        visit(
          told.now.find(({ metadata }) => metadata?.name === child),
          was.get(child),
          told.groups.flat(),
        );
      }
    }
  };
  for (const root of roots) visit(root, was.get(root.metadata?.name ?? ''), []);
  return all;
}

/** All Applications of a tree: roots, what they render, and what sets make. */
function delivered(roots: readonly Application[], tree: Tree, scenario: Scenario): ReadonlyMap<string, Application> {
  const found = new Map<string, Application>();
  const open = [...roots];
  for (let application = open.shift(); application !== undefined; application = open.shift()) {
    const name = application.metadata?.name ?? '';
    if (found.has(name)) continue;
    found.set(name, application);
    const objects = rendered(application, tree);
    open.push(...objects.filter(isApplication));
    open.push(...objects.filter(isSet).flatMap((set) => generated(set, scenario)));
  }
  return found;
}

function namesOf(applications: readonly Application[]): readonly string[] {
  return [...new Set(applications.map(({ metadata }) => metadata?.name ?? ''))];
}

/** What a set makes, also where it is left out then. */
function expanded(set: ApplicationSet): readonly Application[] {
  const made = expandApplicationSet(set, { argocdNamespace: 'argocd' }, VERSION);
  if (!Array.isArray(made)) throw new Error(JSON.stringify(made));
  return made.map(({ application }) => application).filter(isApplication);
}

/** An Application whose project is not there is left out: neither made nor changed nor deleted. */
function generated(set: ApplicationSet, { input }: Scenario): readonly Application[] {
  const projects = input.bootstrap.flatMap(read).filter(({ kind }) => kind === 'AppProject');
  const names = ['default', ...projects.map(({ metadata }) => metadata?.name)];
  return expanded(set).filter(({ spec }) => names.includes(spec.project));
}

interface SetTurn {
  readonly name: string;
  readonly was?: ApplicationSet;
  readonly now?: ApplicationSet;
}

function setsOf(now: Application, tree: Tree, then: Application | undefined, before: Tree): readonly SetTurn[] {
  const sets = rendered(now, tree).filter(isSet);
  const old = then === undefined ? [] : rendered(then, before).filter(isSet);
  const names = [...new Set([...sets, ...old].map(({ metadata }) => metadata?.name ?? ''))];
  return names.map((name) => {
    const [one, other] = [old, sets].map((some) => some.find(({ metadata }) => metadata?.name === name));
    return { name, ...(one ? { was: one } : {}), ...(other ? { now: other } : {}) };
  });
}

/** A set creates and updates at once, then deletes; when it goes itself, Kubernetes collects what it owns. */
function setOf(name: string, then: ApplicationSet | undefined, now: ApplicationSet | undefined, scenario: Scenario) {
  const old = then ? generated(then, scenario) : [];
  const made = now ? generated(now, scenario) : [];
  const may = permissionsOf(now?.spec?.syncPolicy);
  const find = (some: readonly Application[], one: Application) =>
    some.find(({ metadata }) => metadata?.name === one.metadata?.name);
  const written = made.flatMap((application) => {
    const before = find(old, application);
    if (before === undefined) return [`create ${identityOf(application)} `];
    return may.update && !isDeepStrictEqual(before, application) ? [`update ${identityOf(application)} `] : [];
  });
  const removed = old.filter(
    (application) => now === undefined || (may.delete && find(expanded(now), application) === undefined),
  );
  const groups = [
    written,
    removed.map((application) => `delete ${identityOf(application)} ${now === undefined ? 'Background' : ''}`),
  ];
  return {
    name,
    groups: groups.filter(({ length }) => length > 0),
    was: old,
    now: made.map((application) => (may.update ? application : (find(old, application) ?? application))),
  };
}

function isDeleted(name: string, { input }: Scenario): boolean {
  return input.actions.some(
    (action) => action.do === 'delete' && action.kind === 'application' && action.name === name,
  );
}

/** What an Application had applied before the commit. */
function liveOf(application: Application, tree: Tree, scenario: Scenario, scope: Scope): readonly KubernetesObject[] {
  const name = application.metadata?.name ?? '';
  if (scope.neverApplied || !mayRender(application, scenario)) return [];
  return rendered(application, tree)
    .flatMap(
      (object) => track(placed(object, application), name, application.spec.destination.namespace, tracking) ?? [],
    )
    .filter((object) => !scope.removed?.includes(object.metadata?.name ?? ''));
}

/** Without its finalizer nothing goes with an Application. */
function cascaded(application: Application, live: readonly KubernetesObject[], { input }: Scenario): Foretold {
  const project = input.bootstrap.flatMap(readProjects).find(({ kind }) => kind === 'AppProject');
  const patch = input.prepare.find(({ kind }) => kind === 'appproject')?.patch?.spec;
  const { steps, propagation } = cascade(
    {
      application,
      applicationOptions: [],
      live: live.filter((object) => trackedBy(object, tracking) === application.metadata?.name),
      deletedAt: '2025-01-01T00:00:00Z',
      clusterKnown: true,
      permits: (object) => project === undefined || permitted(project, patch ?? {}, object),
    },
    VERSION,
  );
  const groups = steps.map((objects) => objects.map((object) => `delete ${identityOf(object)} ${propagation}`));
  return { groups, live, wavesKnown: wavesOf(live) };
}

function syncOf(
  application: Application,
  tree: Tree,
  live: readonly KubernetesObject[],
  scenario: Scenario,
  scope: Scope,
): Omit<Foretold, 'live'> {
  const { namespace } = application.spec.destination;
  const name = application.metadata?.name ?? '';
  const targets = rendered(application, tree).flatMap((object) => track(object, name, namespace, tracking) ?? []);
  const keys = new Set(targets.map((target) => keyOf(placed(target, application))));
  const managed = live.filter((object) => trackedBy(object, tracking) === name || keys.has(keyOf(object)));
  const groups =
    mayRender(application, scenario, tree) && !scope.blocked?.includes(name)
      ? syncGroups(application, targets, managed, scenario, scope)
      : [];
  return { groups, wavesKnown: wavesOf([...managed, ...targets.map((target) => placed(target, application))]) };
}

/** Nothing is compared, let alone synced, of a repository that is not permitted or a path that is not there. */
function mayRender({ spec }: Application, { input }: Scenario, tree?: Tree): boolean {
  if (spec.syncPolicy?.automated === undefined && tree !== undefined) return false;
  const project = input.bootstrap
    .flatMap(readProjects)
    .find(({ kind, metadata }) => kind === 'AppProject' && metadata?.name === spec.project);
  if (project !== undefined && !permitsSource(project, spec.source.repoURL)) return false;
  return tree === undefined || Object.keys(tree).some((file) => file.startsWith(`${spec.source.path}/`));
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
    health: (object) =>
      isHook(object) && fails(object) ? 'Degraded' : isAmong(scope.progressing, object) ? 'Progressing' : 'Healthy',
    holds: (object) => isAmong(scope.held, object),
    knowsKind: ({ kind }) => !scope.unknownKinds?.includes(kind ?? ''),
    failsDryRun: (object) => typeof object.metadata?.name !== 'string',
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

function isApplication(object: KubernetesObject | undefined): object is Application {
  return object?.kind === 'Application';
}

function isSet(object: KubernetesObject): object is KubernetesObject & ApplicationSet {
  return object.kind === 'ApplicationSet';
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
  const parsed = parseAllDocuments(text, { version: '1.1' });
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

export function identity({ group, kind, namespace, name }: Identity): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

export function identityOf(object: KubernetesObject): string {
  return keyOf(object);
}

/** The propagation is only compared where Argo CD chooses it. */
export function written(event: Event): string {
  return `${event.verb} ${identity(event)} ${event.propagation ?? ''}`;
}
