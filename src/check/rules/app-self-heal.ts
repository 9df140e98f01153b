import { type IgnoredDifference, withoutIgnored } from '../../argocd/ignore-differences';
import type { DeliveredApplication, Manifest, Repository } from '../../sources/model';
import { deliveriesOf, namespaceKey, specOf } from '../delivery';
import { entriesAt, itemsAt, textAt, valueAt } from '../reading';
import type { Rule } from '../rule';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

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
        const target = `${namespaceKey(delivery)} ${manifest.kind}/${manifest.name}`;
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
      return [[`${namespaceKey(delivery)} ${target}/${name}`, delivery.manifest] as const];
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

export const appSelfHealRules: readonly Rule[] = [selfHealFight];
