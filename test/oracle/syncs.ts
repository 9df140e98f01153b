import fc from 'fast-check';
import {
  type ArgoVersion,
  applyMethod,
  isHook,
  type KubernetesObject,
  keyOf,
  pair,
  phasesOf,
  placeOfKind,
  prunePropagation,
  type SelectedResource,
  type Sync,
  type SyncAction,
  type SyncRun,
  syncRun,
  waveOf,
} from '../../src/argocd';
import { definedKind } from '../../src/argocd/sync-tasks';

/** One sync as the oracle is told of it: objects, the cluster, and by name what goes wrong there. */
export interface SyncQuestion {
  readonly targets: readonly KubernetesObject[];
  readonly live: readonly KubernetesObject[];
  readonly namespace: string;
  readonly namespaceThere: boolean;
  readonly managed?: { readonly labels?: Readonly<Record<string, string>> };
  readonly options: readonly string[];
  readonly prune: boolean;
  readonly confirmed: boolean;
  readonly clusterScoped: readonly string[];
  readonly unknownKinds: readonly string[];
  readonly forbidden: readonly string[];
  readonly refused: readonly string[];
  readonly failsDryRun?: readonly string[];
  readonly degraded: readonly string[];
  readonly progressing: readonly string[];
  readonly held: readonly string[];
  readonly unchanged: readonly string[];
  readonly selected: readonly SelectedResource[];
  readonly revision: string;
  readonly startedAt: number;
}

const CLUSTER_SCOPED = ['Namespace', 'ClusterRole', 'CustomResourceDefinition', 'Grid'];
const FINALIZER = 'argocd.argoproj.io/hook-finalizer';
const NAMES = ['a', 'b', 'c', 'é', 'Z', 'a-b'];

const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const rarely = <T>(arbitrary: fc.Arbitrary<T>, weight = 9): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const kind = anyOf(
  ['v1', 'ConfigMap'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['v1', 'Namespace'],
  ['apps/v1', 'Deployment'],
  ['batch/v1', 'Job'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['shop.example/v1', 'Basket'],
  ['shop.example/v1', 'Grid'],
  ['shop.example/v1', 'ConfigMap'],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
);
const wave = anyOf('-1', '0', '1', '2', '7', '+3', ' 1', '1.5', '', '0x1', '2147483648', '9223372036854775808');
const hookTypes = anyOf(
  'PreSync',
  'PreSync',
  'Sync',
  'PostSync',
  'SyncFail',
  'PreSync,PostSync',
  'PostSync, Sync ,',
  'Skip',
  'Skip,Sync',
  'Never',
  'PostDelete',
  '',
);
const helmHooks = anyOf('pre-install', 'post-upgrade,pre-upgrade', 'crd-install', 'test', 'post-delete');
const policies = anyOf('HookSucceeded', 'HookFailed', 'BeforeHookCreation', 'HookSucceeded,HookFailed', 'x');
const options = anyOf(
  'PruneLast=true',
  'Prune=false',
  'Prune=confirm',
  'Prune=confirm,Prune=false',
  'Replace=true',
  'Force=true',
  'Force=true,Replace=true',
  'ServerSideApply=true',
  'ServerSideApply=false',
  'SkipDryRunOnMissingResource=true',
  ' PruneLast=true , Validate=false',
  'prunelast=true',
);

/** The annotations that mean something, each only here and there. */
const annotations = texts(
  fc.record({
    'argocd.argoproj.io/sync-wave': rarely(wave, 1),
    'helm.sh/hook-weight': rarely(wave, 20),
    'argocd.argoproj.io/hook': rarely(hookTypes, 3),
    'helm.sh/hook': rarely(helmHooks, 12),
    'argocd.argoproj.io/hook-delete-policy': rarely(policies, 2),
    'helm.sh/hook-delete-policy': rarely(anyOf('hook-succeeded', 'before-hook-creation,hook-failed'), 20),
    'argocd.argoproj.io/sync-options': rarely(options, 4),
  }),
);

/** The annotations of a hook in a few waves, so that one object is a hook of several phases, rendered and live. */
const annotationsOfHooks = texts(
  fc.record({
    'argocd.argoproj.io/sync-wave': rarely(anyOf('1', '-1'), 3),
    'argocd.argoproj.io/hook': rarely(
      anyOf('PreSync', 'Sync', 'PostSync', 'SyncFail', 'Sync,SyncFail', 'SyncFail,PreSync', 'PreSync,Sync', 'Never'),
      1,
    ),
    'argocd.argoproj.io/hook-delete-policy': rarely(policies, 1),
    'argocd.argoproj.io/sync-options': rarely(options, 2),
  }),
);

function texts(some: fc.Arbitrary<Readonly<Record<string, string | undefined>>>) {
  return some.map((all) =>
    Object.fromEntries(Object.entries(all).flatMap(([key, text]) => (text === undefined ? [] : [[key, text]]))),
  );
}

/** What objects are made of. */
interface Parts {
  readonly kind: fc.Arbitrary<readonly string[]>;
  readonly names: readonly string[];
  readonly annotations: fc.Arbitrary<Readonly<Record<string, string>>>;
}

const objectOf = ({ kind, names, annotations }: Parts): fc.Arbitrary<KubernetesObject> =>
  fc
    .record({
      kind,
      name: anyOf(...names),
      namespace: anyOf('', '', '', 'app', 'other', 'a'),
      annotations,
      nameless: rarely(fc.constant(true), 12),
      finalized: rarely(fc.constant(true), 9),
    })
    .map(({ kind: [apiVersion = '', kind = ''], name, namespace, annotations, nameless, finalized }) => ({
      apiVersion,
      kind,
      metadata: {
        ...(nameless && annotations['argocd.argoproj.io/hook'] ? { generateName: `${name}-` } : { name }),
        ...(namespace === '' || CLUSTER_SCOPED.includes(kind) ? {} : { namespace }),
        ...(finalized ? { finalizers: [FINALIZER] } : {}),
        annotations,
      },
      ...(kind === 'CustomResourceDefinition'
        ? { spec: { group: 'shop.example', names: { kind: name === 'a' ? 'Basket' : 'Grid' } } }
        : {}),
    }));

/** An object as the cluster has it: named, and in a namespace if its kind is in one. */
function placed(object: KubernetesObject): KubernetesObject {
  const { generateName, name, namespace, ...metadata } = object.metadata ?? {};
  const where = CLUSTER_SCOPED.includes(object.kind ?? '') ? {} : { namespace: namespace ?? 'app' };
  return { ...object, metadata: { ...metadata, name: name ?? `${generateName}x`, ...where } };
}

function withNamespace(object: KubernetesObject): KubernetesObject {
  if (CLUSTER_SCOPED.includes(object.kind ?? '')) return object;
  return { ...object, metadata: { ...object.metadata, namespace: object.metadata?.namespace ?? 'app' } };
}

function distinct(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  return [...new Map(objects.map((each) => [keyOf(each), each])).values()];
}

/**
 * Without what Argo CD leaves to chance: which of two goes first that differ in namespace only, when a Namespace moves
 * before one of them, or in kind only, when neither kind has a place in the order; and which of two nameless hooks
 * that are given one name.
 */
function withoutTies(
  targets: readonly KubernetesObject[],
  options: readonly string[],
  namespace: string,
): readonly KubernetesObject[] {
  const moves =
    options.includes('CreateNamespace=true') || targets.some((each) => keyOf(each, '', '') === '/Namespace//');
  const place = ({ kind, metadata }: KubernetesObject) => {
    const other = placeOfKind(kind ?? '') === placeOfKind('') ? '' : kind;
    const own = metadata?.namespace ?? (metadata?.name === undefined ? namespace : undefined);
    const where = other === '' || moves ? '' : own;
    return [other, where, metadata?.name ?? metadata?.generateName].join('/');
  };
  return [...new Map(targets.map((each) => [place(each), each])).values()];
}

/** A hook of several phases that is moved, and then in all of them is due at once. */
function movesTwice(object: KubernetesObject): boolean {
  const moves = object.kind === 'Namespace' || object.kind === 'CustomResourceDefinition';
  return moves && isHook(object) && phasesOf(object).length > 1;
}

/** Without what makes it created, rather than applied: of two that are created at once one is refused, by chance. */
function withoutRace(object: KubernetesObject): KubernetesObject {
  if (!movesTwice(object)) return object;
  const { 'argocd.argoproj.io/sync-options': _, ...annotations } = object.metadata?.annotations ?? {};
  return { ...object, metadata: { ...object.metadata, annotations } };
}

const questionsOf = (parts: Parts, someNames: fc.Arbitrary<readonly string[]>): fc.Arbitrary<SyncQuestion> => {
  const object = objectOf(parts);
  return fc
    .record({
      fresh: fc.array(object, { maxLength: 6 }),
      both: fc.array(fc.tuple(object, parts.annotations), { maxLength: 5 }),
      gone: fc.array(object, { maxLength: 6 }),
      namespace: anyOf('app', 'app', 'app', 'a', ''),
      namespaceThere: fc.boolean(),
      managed: rarely(anyOf({}, { labels: { team: 'x' } })),
      options: fc
        .uniqueArray(
          anyOf(
            'CreateNamespace=true',
            'PruneLast=true',
            'ApplyOutOfSyncOnly=true',
            'Replace=true',
            'ServerSideApply=true',
            'SkipDryRunOnMissingResource=true',
            'PrunePropagationPolicy=background',
            'PrunePropagationPolicy=orphan',
            'createnamespace=true',
          ),
          { maxLength: 3 },
        )
        .chain((some) => rarely(fc.constant(some), 1).map((chosen) => chosen ?? [])),
      prune: anyOf(true, true, true, false),
      confirmed: fc.boolean(),
      unknownKinds: rarely(anyOf(['Basket'], ['Grid', 'Basket'])).map((kinds) => kinds ?? []),
      forbidden: rarely(anyOf(['Secret'], ['Job'], ['Namespace']), 30).map((kinds) => kinds ?? []),
      refused: someNames,
      failsDryRun: rarely(fc.constant(['a']), 20).map((names) => names ?? []),
      degraded: someNames,
      progressing: rarely(fc.constant(['a']), 20).map((names) => names ?? []),
      held: rarely(fc.constant(['b']), 12).map((names) => names ?? []),
      unchanged: fc.subarray([...parts.names]),
      selects: rarely(fc.boolean()),
      revision: anyOf('0123456789abcdef', 'v1', 'ABCDEFGH'),
      startedAt: anyOf(1700000000, 0),
    })
    .map(({ fresh, both, gone, selects, ...rest }) => {
      // Where the Application has no namespace, its objects say theirs.
      const rendered = [...fresh, ...both.map(([each]) => each)];
      const named = rest.namespace === '' ? rendered.map(withNamespace) : rendered;
      const own = keyOf({ kind: 'Namespace', metadata: { name: rest.namespace } });
      const targets = withoutTies(named, rest.options, rest.namespace).map(withoutRace);
      const races = targets.some(movesTwice);
      const changed = both.map(([each, annotations]) => ({ ...each, metadata: { ...each.metadata, annotations } }));
      const live = distinct([...gone, ...changed].map(placed)).filter(
        ({ kind }) => !rest.unknownKinds.includes(kind ?? ''),
      );
      const selected = [...targets, ...live].slice(0, 3).map(({ kind = '', metadata, apiVersion }) => ({
        group: apiVersion?.includes('/') ? (apiVersion.split('/')[0] ?? '') : '',
        kind: kind ?? '',
        name: metadata?.name ?? '',
        ...(metadata?.namespace ? { namespace: metadata.namespace } : {}),
      }));
      const { managed, ...others } = rest;
      // Of two ways to make one namespace in one step Argo CD leaves to chance which one is last.
      const isFirst = (each: KubernetesObject) =>
        isHook(each) && phasesOf(each).includes('PreSync') && waveOf(each) === 0;
      const hooks = targets.filter((each) => keyOf(each, '') === own && isHook(each));
      // It moves to the first that is in it.
      const moves = targets.some(
        (each) => isFirst(each) && (each.metadata?.namespace ?? rest.namespace) === rest.namespace,
      );
      const isTwice = hooks.length > 0 && (moves || hooks.some(isFirst));
      const question = {
        ...others,
        options: rest.options.filter(
          (option) => !(isTwice && option === 'CreateNamespace=true') && !(races && option === 'Replace=true'),
        ),
        ...(managed ? { managed } : {}),
        targets,
        live,
        clusterScoped: CLUSTER_SCOPED,
        selected: selects === undefined ? [] : selected,
      };
      return question;
    });
};

export const syncQuestions = questionsOf(
  { kind, names: NAMES, annotations },
  rarely(fc.uniqueArray(anyOf(...NAMES), { maxLength: 2 }), 4).map((names) => names ?? []),
);

/** Hooks, above all, with few names, of which some go wrong. */
export const failingSyncs = questionsOf(
  { kind: anyOf(['batch/v1', 'Job'], ['v1', 'ConfigMap']), names: ['a', 'b', 'c'], annotations: annotationsOfHooks },
  fc.uniqueArray(anyOf('a', 'b', 'c'), { maxLength: 1 }),
);

/** Namespaces, above all the destination's, that come and go. */
export const namespaceSyncs = questionsOf(
  {
    kind: anyOf(['v1', 'Namespace'], ['v1', 'Namespace'], ['v1', 'ConfigMap'], ['v1', 'Secret']),
    names: ['app', 'a', 'b'],
    annotations: annotationsOfHooks,
  },
  rarely(fc.constant(['a']), 4).map((names) => names ?? []),
);

/** The question as our functions take it. */
export function foretold(question: SyncQuestion, version: ArgoVersion): SyncRun {
  const { namespace, targets } = question;
  const named = (names: readonly string[]) => (each: KubernetesObject) => names.includes(each.metadata?.name ?? '');
  const own = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  const there = question.live.find((each) => keyOf(each) === keyOf(own)) ?? (question.namespaceThere ? own : undefined);
  const wanted = targets.some((each) => keyOf(each, '') === keyOf(own));
  const live = there === own && wanted ? [...question.live, own] : question.live;
  const sync: Sync = {
    ...pair(targets, live, namespace),
    requested: question.prune,
    confirmed: question.confirmed,
    applicationOptions: question.options,
    namespace,
    ...(there ? { liveNamespace: there } : {}),
    ...(question.managed ? { managedNamespaceMetadata: question.managed } : {}),
    identity: { revision: question.revision, startedAt: question.startedAt },
    selected: question.selected,
    isInSync: named(question.unchanged),
  };
  return syncRun(sync, version, {
    permits: ({ kind }) => !question.forbidden.includes(kind ?? ''),
    knowsKind: ({ apiVersion, kind }) =>
      !question.unknownKinds.includes(kind ?? '') ||
      question.live.some((each) => definedKind(each) === `${apiVersion?.split('/')[0]}/${kind}`),
    failsDryRun: named(question.failsDryRun ?? []),
    refuses: named(question.refused),
    health: (each) =>
      named(question.degraded)(each) ? 'Degraded' : named(question.progressing)(each) ? 'Progressing' : 'Healthy',
    holds: named(question.held),
  });
}

interface Event {
  readonly round: number;
  readonly verb: string;
  readonly object: string;
}

/** What both say in the same words: looks at the cluster, in each groups of what goes side by side. */
interface Told {
  readonly end: unknown;
  readonly looks: readonly (readonly string[])[];
}

export function told(run: SyncRun, question: SyncQuestion, version: ArgoVersion): Told {
  const events = run.steps.flatMap(({ look, groups }) =>
    groups.flatMap((group) =>
      group.flatMap((action) => {
        const verb = verbOf(action, question, version);
        return verb === undefined ? [] : [{ round: look, verb, object: written(action.object) }];
      }),
    ),
  );
  return { end: run.end, looks: inLooks(events) };
}

export function recorded(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || !('events' in answer) || !('phase' in answer)) return answer;
  const events: readonly Event[] = Array.isArray(answer.events) ? answer.events : [];
  return { end: answer.phase, looks: inLooks(events) };
}

/** Neighbours of one sort and kind go side by side, in no order. */
function inLooks(events: readonly Event[]): readonly (readonly string[])[] {
  const looks = new Map<number, string[][]>();
  let last = '';
  for (const { round, verb, object } of events) {
    const sort = /^(prune|delete|release)/.exec(verb)?.[0] ?? `apply ${object.split('/')[1]}`;
    const groups = looks.get(round) ?? [];
    looks.set(round, groups);
    if (sort !== last || groups.length === 0) groups.push([]);
    groups.at(-1)?.push(`${verb} ${object}`);
    last = sort;
  }
  return [...looks.values()].map((groups) => groups.flatMap((group) => group.toSorted()));
}

function verbOf(action: SyncAction, question: SyncQuestion, version: ArgoVersion): string | undefined {
  const propagation = prunePropagation(question.options);
  switch (action.verb) {
    case 'prune':
      return `prune ${propagation}`;
    case 'delete hook':
      return `delete ${propagation}`;
    case 'release hook':
      return 'release';
    case 'apply': {
      const method = applyMethod(action.object, action.live, question.options, version);
      const verb = VERBS[method];
      const force = action.object.metadata?.annotations?.['argocd.argoproj.io/sync-options'];
      const forced = method === 'server-side apply' && /Force=true/.test(String(force)) ? `${verb} by force` : verb;
      return action.refused ? `${forced} refused` : forced;
    }
    default:
      return undefined;
  }
}

const VERBS = {
  create: 'create',
  apply: 'apply',
  'server-side apply': 'server-side apply',
  'apply, else recreate': 'apply by force',
  update: 'update',
  replace: 'replace',
  'delete and create': 'replace by force',
  refused: 'server-side apply by force',
} as const;

function written(object: KubernetesObject): string {
  const namespace = CLUSTER_SCOPED.includes(object.kind ?? '') ? '' : (object.metadata?.namespace ?? '');
  return keyOf(object, namespace);
}
