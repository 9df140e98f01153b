import type { Repository } from '../../sources/model';
import { Findings } from '../answers';
import { placeIn } from '../application-place';
import {
  called,
  clusterOf,
  type Delivery,
  deliveriesOf,
  deliveriesTo,
  destinationNamespace,
  specOf,
} from '../delivery';
import { namespacesOf } from '../environments';
import { asExternal, isDeclared, isThereAnyway, namespacesMade } from '../existing';
import { containersOf, podTemplateOf, referencesOf } from '../pods';
import { claimsOfStatefulSet, isDelivered } from '../provided';
import { entriesAt, itemsAt, leavesOf, once, textAt, valueAt } from '../reading';
import type { Rule } from '../rule';
import { unseen } from '../unseen';
import { application, deployment, manifest } from './example';
import { backendsOf } from './network';

type Path = readonly (string | number)[];

/** An object that a manifest names. */
interface Named {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for what has no namespace. */
  readonly namespace: string;
  readonly path: Path;
}

function namedBy(delivery: Delivery): readonly Named[] {
  const { object, group, kind } = delivery.manifest;
  const { namespace } = delivery;
  const template = podTemplateOf(delivery.manifest);
  const ofPods = template === undefined ? [] : referencesOf(template).filter((each) => each.kind !== 'Secret');
  return [
    ...ofPods.map((each) => ({ group: '', kind: each.kind, name: each.name, namespace, path: each.path })),
    ...(`${group}/${kind}` === 'networking.k8s.io/Ingress' ? namedByIngress(delivery) : []),
    ...(group === 'cert-manager.io' && kind === 'Certificate' ? namedByCertificate(delivery) : []),
    ...(group === 'autoscaling' && kind === 'HorizontalPodAutoscaler' ? namedByAutoscaler(delivery) : []),
    ...(group === '' && kind === 'PersistentVolumeClaim' ? classOf(object, []) : []),
    ...itemsAt(object, 'spec', 'volumeClaimTemplates').flatMap((claim, index) =>
      classOf(claim, ['spec', 'volumeClaimTemplates', index]),
    ),
  ];
}

function namedByIngress({ manifest: { object }, namespace }: Delivery): readonly Named[] {
  const className = textAt(object, 'spec', 'ingressClassName');
  const path = ['spec', 'ingressClassName'];
  return [
    ...backendsOf(object).flatMap(({ backend, path: at }) => {
      const name = textAt(backend, 'service', 'name');
      return name === undefined
        ? []
        : [{ group: '', kind: 'Service', name, namespace, path: [...at, 'service', 'name'] }];
    }),
    ...(className === undefined
      ? []
      : [{ group: 'networking.k8s.io', kind: 'IngressClass', name: className, namespace: '', path }]),
  ];
}

function namedByCertificate({ manifest: { object }, namespace }: Delivery): readonly Named[] {
  const reference = valueAt(object, 'spec', 'issuerRef');
  const group = textAt(reference, 'group') ?? 'cert-manager.io';
  const kind = textAt(reference, 'kind') ?? 'Issuer';
  const name = textAt(reference, 'name');
  // Issuers of other groups are their controllers' own business.
  if (name === undefined || group !== 'cert-manager.io') return [];
  return [
    { group, kind, name, namespace: kind === 'ClusterIssuer' ? '' : namespace, path: ['spec', 'issuerRef', 'name'] },
  ];
}

function namedByAutoscaler({ manifest: { object }, namespace }: Delivery): readonly Named[] {
  const target = valueAt(object, 'spec', 'scaleTargetRef');
  const [kind, name] = [textAt(target, 'kind'), textAt(target, 'name')];
  const version = textAt(target, 'apiVersion') ?? '';
  if (kind === undefined || name === undefined || !version.includes('/')) return [];
  const group = version.slice(0, version.indexOf('/'));
  return [{ group, kind, name, namespace, path: ['spec', 'scaleTargetRef', 'name'] }];
}

/** A claim for one volume needs no object of its class. */
function classOf(claim: unknown, path: Path): readonly Named[] {
  const name = textAt(claim, 'spec', 'storageClassName');
  if (name === undefined || textAt(claim, 'spec', 'volumeName') !== undefined || valueAt(claim, 'spec', 'selector'))
    return [];
  return [
    { group: 'storage.k8s.io', kind: 'StorageClass', name, namespace: '', path: [...path, 'spec', 'storageClassName'] },
  ];
}

/** Services that a text names by their host in the cluster. */
function hostsIn(text: string): readonly { readonly name: string; readonly namespace: string }[] {
  return [
    ...text.slice(0, 100_000).matchAll(/(?<![a-z0-9-])([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?![a-z0-9-])/g),
  ].map(([, name = '', namespace = '']) => ({ name, namespace }));
}

function hostsOf({ manifest }: Delivery): readonly Named[] {
  const { object, kind, group } = manifest;
  const template = podTemplateOf(manifest);
  const texts =
    group === '' && kind === 'ConfigMap'
      ? entriesAt(object, 'data').flatMap(([key, text]) =>
          typeof text === 'string' ? [{ path: ['data', key] as Path, text }] : [],
        )
      : template === undefined
        ? []
        : containersOf(template).flatMap(({ container, path }) =>
            ['env', 'args', 'command'].flatMap((field) => leavesOf(valueAt(container, field), [...path, field])),
          );
  return texts.flatMap(({ path, text }) =>
    hostsIn(text).map((host) => ({ ...host, group: '', kind: 'Service', path })),
  );
}

/** What every namespace has from the start, and the API server's own Service. */
function isAlwaysThere({ kind, name, namespace }: Named): boolean {
  return (
    (kind === 'ServiceAccount' && name === 'default') ||
    (kind === 'ConfigMap' && name === 'kube-root-ca.crt') ||
    (kind === 'Service' && name === 'kubernetes' && namespace === 'default')
  );
}

function exists(repository: Repository, cluster: string, named: Named): boolean {
  if (isAlwaysThere(named) || isDeclared(repository, named)) return true;
  if (isDelivered(repository, cluster, named.namespace, named)) return true;
  if (named.kind !== 'PersistentVolumeClaim') return false;
  return claimsByPlace(repository, cluster, named.namespace).has(named.name);
}

const claimPlaces = once((_: Repository) => new Map<string, ReadonlySet<string>>());

function claimsByPlace(repository: Repository, cluster: string, namespace: string): ReadonlySet<string> {
  const place = `${cluster} ${namespace}`;
  const found =
    claimPlaces(repository).get(place) ??
    new Set(deliveriesTo(repository, cluster, namespace).flatMap(claimsOfStatefulSet));
  claimPlaces(repository).set(place, found);
  return found;
}

const unresolved: Rule = {
  code: 'reference/unresolved',
  severity: 'error',
  holds:
    'every ConfigMap, claim, ServiceAccount, Service, issuer and class that a manifest names exists, or is declared',
  why: 'Kubernetes accepts a name that means nothing; the Pod, the Ingress or the Certificate then waits for ever.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': deployment('shop', ['envFrom: [{ configMapRef: { name: setings } }]']),
      'shop/settings.yaml': manifest('v1', 'ConfigMap', 'name: settings', 'data: { greeting: hello }'),
    },
    found: [{ file: 'shop/deployment.yaml', line: 13 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': deployment('shop', ['envFrom: [{ configMapRef: { name: settings } }]']),
      'shop/settings.yaml': manifest('v1', 'ConfigMap', 'name: settings', 'data: { greeting: hello }'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      for (const named of [...namedBy(delivery), ...hostsOf(delivery)]) {
        const { cluster } = delivery;
        if (exists(repository, cluster, named)) continue;
        const { kind, name, namespace } = named;
        const place = namespace === '' ? '' : ` of namespace ${namespace}`;
        const isServed = namespace === '' ? false : isServedHere(repository, cluster, namespace);
        const maker = isServed ? unseen(repository, { cluster, namespace }) : undefined;
        if (!isServed || maker !== undefined) {
          findings.cannotTell({
            what: `whether ${kind} ${name}${place} exists`,
            why: maker === undefined ? 'nothing here delivers it' : `${maker} may make it`,
            declare: asExternal({ kind, name, namespace }),
          });
          continue;
        }
        findings.add({
          at: delivery.manifest,
          path: named.path,
          message: `${delivery.manifest.kind} ${delivery.manifest.name} names ${kind} ${name}${place}, which nothing delivers`,
          fix: fixFor(repository, cluster, named),
        });
      }
    }
    return findings.judgement();
  },
};

function isServedHere(repository: Repository, cluster: string, namespace: string): boolean {
  return namespacesOf(repository).has(namespace) && deliveriesTo(repository, cluster, namespace).length > 0;
}

function fixFor(repository: Repository, cluster: string, { group, kind, namespace }: Named): string {
  const others = deliveriesTo(repository, cluster, namespace)
    .filter(({ manifest: each }) => each.group === group && each.kind === kind)
    .map(({ manifest: { name } }) => name)
    .sort();
  const there =
    others.length === 0
      ? ''
      : `name one that is there (${others.slice(0, 4).join(', ')}${others.length > 4 ? ', ...' : ''}), `;
  return `${there}deliver it, or declare it under external`;
}

const namespaceUnresolved: Rule = {
  code: 'reference/namespace',
  severity: 'error',
  holds: 'every namespace that something is delivered to is declared, or created by its Application',
  why: 'A sync into a namespace that does not exist fails after everything before it was applied.',
  bad: {
    files: {
      'apps/base.yaml': application('base'),
      'apps/shop.yaml': application('shop', { namespace: 'shpo' }),
      'base/namespaces.yaml': manifest('v1', 'Namespace', 'name: shop'),
      'shop/settings.yaml': manifest('v1', 'ConfigMap', 'name: settings', 'data: { greeting: hello }'),
    },
    found: [{ file: 'apps/shop.yaml', line: 7 }],
  },
  good: {
    files: {
      'apps/base.yaml': application('base'),
      'apps/shop.yaml': application('shop'),
      'base/namespaces.yaml': manifest('v1', 'Namespace', 'name: shop'),
      'shop/settings.yaml': manifest('v1', 'ConfigMap', 'name: settings', 'data: { greeting: hello }'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const told = new Set<string>();
    for (const delivery of deliveriesOf(repository)) {
      const { cluster, namespace, application: each, manifest: object } = delivery;
      const place = `${cluster} ${namespace}`;
      if (namespace === '' || told.has(place)) continue;
      const { declared, created } = namespacesMade(repository);
      if (declared.has(place) || created.has(place) || isThereAnyway(repository, namespace)) continue;
      if (isDeclared(repository, { group: '', kind: 'Namespace', name: namespace })) continue;
      told.add(place);
      const reason = notDeclaredHere(repository, cluster);
      if (reason !== undefined) {
        findings.cannotTell({
          what: `whether namespace ${namespace} exists`,
          why: reason,
          declare: asExternal({ kind: 'Namespace', name: namespace }),
        });
        continue;
      }
      const isDestination = namespace === destinationNamespace(each);
      findings.add({
        ...(isDestination
          ? placeIn(each, ['spec', 'destination', 'namespace'])
          : { at: object, path: ['metadata', 'namespace'] }),
        message: isDestination
          ? `Application ${called(each)} goes to namespace ${namespace}, which nobody declares`
          : `${object.kind} ${object.name} goes to namespace ${namespace}, which nobody declares`,
        fix: 'declare the Namespace, set CreateNamespace=true, or declare it under external',
      });
    }
    return findings.judgement();
  },
};

/** Why a namespace that nobody declares may be there all the same. */
function notDeclaredHere(repository: Repository, cluster: string): string | undefined {
  const { declared, created } = namespacesMade(repository);
  if (![...declared, ...created].some((place) => place.startsWith(`${cluster} `))) {
    return 'this repository declares no namespaces for that cluster';
  }
  if (repository.sets.some(({ outcome }) => !('applications' in outcome)))
    return 'a set that is not expanded may declare it';
  const hidden = repository.applications.find(
    (each) =>
      clusterOf(repository, each) === cluster &&
      each.content.some((content, index) => 'notKnown' in content && !isChart(each, index)),
  );
  return hidden && `Application ${hidden.manifest.name}, which is not rendered, may declare it`;
}

/** Charts from a chart repository bring no namespaces of others. */
function isChart(each: Repository['applications'][number], index: number): boolean {
  const spec = specOf(each);
  const source = itemsAt(spec, 'sources')[index] ?? valueAt(spec, 'source');
  return textAt(source, 'chart') !== undefined;
}

export const referenceRules: readonly Rule[] = [unresolved, namespaceUnresolved];
