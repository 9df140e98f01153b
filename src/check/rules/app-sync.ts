import {
  cascadeOf,
  type IgnoredDifference,
  isUnknown,
  knowsSyncOption,
  parseTrackingId,
  SYNC_OPTIONS,
  syncOptionsOf,
  withoutIgnored,
} from '../../argocd';
import { asksFor } from '../../argocd/sync-options';
import type { DeliveredApplication, Manifest, NotKnown, Repository } from '../../sources/model';
import { answer } from '../answers';
import { placeIn } from '../application-place';
import { cascades, deliveriesOf, manifestsOf, placeOf, specOf, syncOptionsOfApplication } from '../delivery';
import { everyManifest } from '../every-manifest';
import { entriesAt, groupBy, itemsAt, textAt, valueAt } from '../reading';
import { hasReason, REASONS } from '../reasons';
import type { Rule, Violation } from '../rule';
import { settingOf } from '../settings';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

const SYNC_OPTIONS_PATH = ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'];
const CLAIM = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
`;

const unknownSyncOption: Rule = {
  code: 'app/unknown-sync-option',
  severity: 'error',
  holds: 'a sync option is one that Argo CD knows in that place, letter by letter',
  why: 'Argo CD compares the whole text and passes over what it does not know, so the protection that was meant is not there.',
  bad: {
    files: {
      ...AROUND,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}  syncPolicy:
    syncOptions:
      - createNamespace=true
`,
    },
    found: [{ file: 'apps/shop.yaml', line: 16 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}  syncPolicy:
    syncOptions:
      - CreateNamespace=true
`,
    },
  },
  judge: ({ repository }) => {
    const violations: Violation[] = [];
    const notKnown: NotKnown[] = [];
    const judge = (option: string, place: 'application' | 'resource', at: Pick<Violation, 'at' | 'path'>) => {
      if (isSaidAnyway(option, place)) return;
      const known = answer(repository, (version) => knowsSyncOption(option, place, version));
      if (isUnknown(known)) {
        const what = `whether Argo CD knows ${option} on ${place === 'application' ? 'an Application' : 'a resource'}`;
        notKnown.push({ what, why: 'releases differ', declare: 'argocd.version' });
      } else if (!known) violations.push({ ...at, ...refusal(option, place) });
    };
    for (const application of repository.applications) {
      for (const [index, option] of itemsAt(specOf(application), 'syncPolicy', 'syncOptions').entries()) {
        const at = placeIn(application, ['spec', 'syncPolicy', 'syncOptions', index]);
        if (typeof option === 'string') judge(option, 'application', at);
      }
    }
    for (const manifest of everyManifest(repository)) {
      const at = { at: manifest, path: SYNC_OPTIONS_PATH };
      for (const option of syncOptionsOf(manifest.object)) judge(option, 'resource', at);
    }
    return { violations, notKnown };
  },
};

/** `PruneLast=false` says what is so without it. */
function isSaidAnyway(option: string, place: 'application' | 'resource'): boolean {
  const opposite = option.replace(/=(true|false)$/, (_, value) => (value === 'true' ? '=false' : '=true'));
  const isKnown = (text: string) => SYNC_OPTIONS.some((known) => known.option === text && known.at.includes(place));
  return opposite !== option && !isKnown(option) && isKnown(opposite);
}

function refusal(option: string, place: 'application' | 'resource'): Pick<Violation, 'message' | 'fix' | 'patch'> {
  const meant = SYNC_OPTIONS.find((known) => plain(known.option) === plain(option));
  if (meant === undefined) {
    const names = [
      ...new Set(SYNC_OPTIONS.filter(({ at }) => at.includes(place)).map((known) => known.option.split('=')[0])),
    ];
    return { message: `"${option}" is no sync option`, fix: `remove it, or use one of ${names.join(', ')}` };
  }
  if (!meant.at.includes(place)) {
    const [here, there] = place === 'application' ? ['an Application', 'a resource'] : ['a resource', 'an Application'];
    return { message: `"${option}" does nothing on ${here}`, fix: `set it on ${there}` };
  }
  if (meant.option === option) {
    return { message: `"${option}" is not known to this release of Argo CD here`, fix: 'remove it, or update Argo CD' };
  }
  const patch = place === 'application' ? { patch: { value: meant.option } } : {};
  return { message: `"${option}" is no sync option`, fix: `write ${meant.option}`, ...patch };
}

function plain(option: string): string {
  return option
    .toLowerCase()
    .replace(/[\s"']/g, '')
    .replace(':', '=');
}

const REPLICATED = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 2
`;
const SCALED = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: shop
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: shop
  maxReplicas: 5
`;
const HEALING = `  syncPolicy:
    automated:
      selfHeal: true
`;

const selfHealFight: Rule = {
  code: 'app/self-heal-fight',
  severity: 'warning',
  holds: 'what another controller writes is not written in Git too, or is ignored, where selfHeal is on',
  why: 'Argo CD puts back what Git says and the controller changes it again, without an end: Pods come and go with every round.',
  bad: {
    files: {
      ...AROUND,
      'shop/deployment.yaml': REPLICATED,
      'shop/autoscaler.yaml': SCALED,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}${HEALING}`,
    },
    found: [{ file: 'shop/deployment.yaml', line: 6 }],
  },
  good: {
    files: {
      ...AROUND,
      'shop/deployment.yaml': REPLICATED,
      'shop/autoscaler.yaml': SCALED,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}${HEALING}  ignoreDifferences:
    - group: apps
      kind: Deployment
      jsonPointers:
        - /spec/replicas
`,
    },
  },
  judge: ({ repository }) => {
    const scaled = scaledTargets(repository);
    return {
      violations: deliveriesOf(repository).flatMap((delivery) => {
        const { manifest, application } = delivery;
        if (!heals(application)) return [];
        const target = `${placeOf(delivery)} ${manifest.kind}/${manifest.name}`;
        return foughtOver(manifest, scaled.get(target))
          .filter(({ path }) => isCompared(manifest, path, application))
          .map(({ path, by }) => ({
            at: manifest,
            path,
            message: `${by} writes this field as well, and ${application.manifest.name} heals it back`,
            fix: 'leave the field out, or name it in ignoreDifferences of the Application',
          }));
      }),
    };
  },
};

interface Fought {
  readonly path: readonly (string | number)[];
  readonly by: string;
}

function foughtOver(manifest: Manifest, scaler: Manifest | undefined): readonly Fought[] {
  const { object, kind } = manifest;
  const injected = entriesAt(object, 'metadata', 'annotations').some(([key]) =>
    key.startsWith('cert-manager.io/inject-ca-from'),
  );
  const bundles = injected
    ? itemsAt(object, 'webhooks').map(
        (_, index): Fought => ({ path: ['webhooks', index, 'clientConfig', 'caBundle'], by: 'cert-manager' }),
      )
    : [];
  const candidates: readonly Fought[] = [
    ...(scaler ? [{ path: ['spec', 'replicas'], by: `${scaler.kind} ${scaler.name}` }] : []),
    ...bundles,
    ...(kind === 'SealedSecret' ? [{ path: ['status'], by: 'the controller of sealed secrets' }] : []),
  ];
  return candidates.filter(({ path }) => valueAt(object, ...path) !== undefined);
}

/** What autoscalers change, by its place, kind and name. */
function scaledTargets(repository: Repository): ReadonlyMap<string, Manifest> {
  return new Map(
    deliveriesOf(repository).flatMap((delivery) => {
      const { object, kind } = delivery.manifest;
      if (kind !== 'HorizontalPodAutoscaler' && kind !== 'ScaledObject') return [];
      const name = textAt(object, 'spec', 'scaleTargetRef', 'name');
      const target = textAt(object, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment';
      return [[`${placeOf(delivery)} ${target}/${name}`, delivery.manifest] as const];
    }),
  );
}

function heals(application: DeliveredApplication): boolean {
  const automated = valueAt(specOf(application), 'syncPolicy', 'automated');
  return valueAt(automated, 'selfHeal') === true && valueAt(automated, 'enabled') !== false;
}

function isCompared(manifest: Manifest, path: Fought['path'], application: DeliveredApplication): boolean {
  const ignored = itemsAt(specOf(application), 'ignoreDifferences') as readonly IgnoredDifference[];
  const { object, unknown } = withoutIgnored(manifest.object, ignored);
  return unknown.length === 0 && valueAt(object, ...path) !== undefined;
}

const PRUNING = `  syncPolicy:
    automated:
      prune: true
`;

const deletionUndefined: Rule = {
  code: 'app/deletion-undefined',
  severity: 'warning',
  holds: 'an Application that prunes says with a finalizer that its resources go with it',
  why: 'Without one, resources that are removed from Git go and those whose Application is removed stay, running and owned by nobody.',
  bad: {
    files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}${PRUNING}` },
    found: [{ file: 'apps/shop.yaml', line: 16 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/shop.yaml': `${SHOP.replace('spec:\n', '  finalizers:\n    - resources-finalizer.argocd.argoproj.io\nspec:\n')}${SOURCE}${DESTINATION}${PRUNING}`,
    },
  },
  judge: ({ repository }) => {
    const roots = new Set(repository.applications.map(({ deliveredBy }) => deliveredBy?.manifest));
    return {
      violations: repository.applications.flatMap((application) => {
        // Nobody wants an environment gone with its root, and a set adds the finalizer or is told not to.
        if (roots.has(application.manifest) || application.generatedBy !== undefined) return [];
        const prunes = valueAt(specOf(application), 'syncPolicy', 'automated', 'prune') === true;
        const keeps = syncOptionsOfApplication(application).includes('Delete=false');
        // An empty list says that none is wanted.
        const { finalizers } = application.manifest.object.metadata ?? {};
        const saysSo =
          finalizers?.length === 0 ||
          hasReason(application.manifest, 'deletion') ||
          cascadeOf(application.manifest.object) !== 'none';
        if (!prunes || keeps || saysSo) return [];
        if (
          manifestsOf(application).some(({ group, kind }) => group === 'argoproj.io' && kind.startsWith('Application'))
        )
          return [];
        return [
          {
            ...placeIn(application, ['spec', 'syncPolicy', 'automated', 'prune']),
            message: 'it prunes what leaves Git, and has no finalizer for the day that it leaves itself',
            fix: `add the finalizer resources-finalizer.argocd.argoproj.io, or say why they are to stay in an annotation ${REASONS}: "deletion: ..."`,
          },
        ];
      }),
    };
  },
};

const forceReplace: Rule = {
  code: 'app/force-replace',
  severity: 'error',
  holds: 'nothing that keeps state is both forced and replaced',
  why: 'Force=true with Replace=true deletes the object and makes it anew at every sync, whether or not it changed.',
  bad: {
    files: {
      ...AROUND,
      'shop/db.yaml': `${CLAIM}  annotations:
    argocd.argoproj.io/sync-options: Force=true,Replace=true
`,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
    },
    found: [{ file: 'shop/db.yaml', line: 6 }],
  },
  good: { files: { ...AROUND, 'shop/db.yaml': CLAIM, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}` } },
  judge: ({ repository }) => ({
    violations: deliveriesOf(repository)
      .filter(({ manifest, application }) => {
        const { object } = manifest;
        const forced = syncOptionsOf(object).includes('Force=true');
        return forced && keepsState(manifest) && asksFor('Replace=true', object, syncOptionsOfApplication(application));
      })
      .map(({ manifest }) => ({
        at: manifest,
        path: SYNC_OPTIONS_PATH,
        message: 'it is forced and replaced, so that every sync deletes it and makes it anew',
        fix: 'take Force=true away',
      })),
  }),
};

function keepsState({ kind, object }: Manifest): boolean {
  if (/^(StatefulSet|PersistentVolume|PersistentVolumeClaim|Secret)$/.test(kind)) return true;
  const volumes = itemsAt(object, 'spec', 'template', 'spec', 'volumes');
  return kind !== 'Job' && volumes.some((volume) => valueAt(volume, 'persistentVolumeClaim') !== undefined);
}

const TRACKED = `apiVersion: v1
kind: ConfigMap
metadata:
  name: banner
`;

const copiedTracking: Rule = {
  code: 'app/copied-tracking',
  severity: 'error',
  holds: "no manifest carries another Application's label or annotation of ownership",
  why: 'The other Application takes it for its own, finds it in none of its manifests, and prunes it.',
  bad: {
    files: {
      ...AROUND,
      'shop/banner.yaml': `${TRACKED}  annotations:
    argocd.argoproj.io/tracking-id: stall:/ConfigMap:shop/banner
`,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
    },
    found: [{ file: 'shop/banner.yaml', line: 6 }],
  },
  good: { files: { ...AROUND, 'shop/banner.yaml': TRACKED, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}` } },
  judge: ({ repository }) => {
    const names = new Set(repository.applications.map(({ manifest }) => manifest.name));
    const owners = groupBy(deliveriesOf(repository), ({ manifest }) => keyOf(manifest));
    const byLabel = tracksByLabel(repository);
    return {
      violations: everyManifest(repository).flatMap((manifest): readonly Violation[] => {
        const own = (owners.get(keyOf(manifest)) ?? []).map(({ application }) => application.manifest.name);
        const id = textAt(manifest.object, ...ANNOTATION);
        const written = id === undefined ? undefined : parseTrackingId(id);
        const named = (written?.application ?? id?.split(':')[0])?.split('_').at(-1);
        if (named !== undefined && !own.includes(named)) return [copied(manifest, ANNOTATION, named)];
        const label = byLabel ? textAt(manifest.object, ...LABEL) : undefined;
        // Argo CD writes the right label over it on what it syncs.
        if (label === undefined || own.length > 0 || !names.has(label)) return [];
        return [copied(manifest, LABEL, label)];
      }),
    };
  },
};

const ANNOTATION = ['metadata', 'annotations', 'argocd.argoproj.io/tracking-id'];
const LABEL = ['metadata', 'labels', 'app.kubernetes.io/instance'];

function copied(at: Manifest, path: Violation['path'], name: string): Violation {
  return {
    at,
    ...(path && { path }),
    message: `it says that it belongs to the Application ${name}, and it does not`,
    fix: 'remove it; Argo CD writes its own',
  };
}

function keyOf({ group, kind, name, origin: { file, line } }: Manifest): string {
  return [group, kind, name, file, line].join(' ');
}

/** Whether labels say to whom an object belongs, as far as that is certain. */
function tracksByLabel(repository: Repository): boolean {
  const method = settingOf(repository, 'application.resourceTrackingMethod');
  if (typeof method === 'object') return method.text === 'label';
  return answer(repository, (version) => version.startsWith('2.')) === true;
}

const selfManagedRoot: Rule = {
  code: 'app/self-managed-root',
  severity: 'warning',
  holds: 'no Application delivers itself without saying so with Prune=false',
  why: 'Its removal from Git makes it prune itself; with a finalizer it then hangs for ever, and its children stay.',
  bad: {
    files: { 'argosy.yaml': AROUND['argosy.yaml'], 'shop/root.yaml': `${SHOP}${SOURCE}${DESTINATION}` },
    found: [{ file: 'shop/root.yaml', line: 4 }],
  },
  good: {
    files: {
      'argosy.yaml': AROUND['argosy.yaml'],
      'shop/root.yaml': `${SHOP.replace('spec:\n', '  annotations:\n    argocd.argoproj.io/sync-options: Prune=false\nspec:\n')}${SOURCE}${DESTINATION}`,
    },
  },
  judge: ({ repository: { applications } }) => ({
    violations: applications
      .filter(
        ({ manifest, generatedBy }) =>
          generatedBy === undefined && !syncOptionsOf(manifest.object).includes('Prune=false'),
      )
      .filter((application) => manifestsOf(application).some((each) => keyOf(each) === keyOf(application.manifest)))
      .map((application) => ({
        at: application.manifest,
        path: ['metadata', 'name'],
        message: `it lies in the path that it delivers itself${cascades(application) ? ', and has a finalizer' : ''}`,
        fix: 'move it out of its path and apply it by hand, or annotate it with argocd.argoproj.io/sync-options: Prune=false',
      })),
  }),
};

export const appSyncRules: readonly Rule[] = [
  unknownSyncOption,
  selfHealFight,
  deletionUndefined,
  forceReplace,
  copiedTracking,
  selfManagedRoot,
];
