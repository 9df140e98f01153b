import type { DeliveredApplication, Manifest, Repository } from '../../sources/model';
import { Findings } from '../answers';
import { called, type Delivery, deliveriesByApplication, deliveriesOf, destinationNamespace } from '../delivery';
import { environmentOf, environmentsOf, namespacesOf, withoutEnvironment } from '../environments';
import { containersOf, workloadOf } from '../pods';
import { groupBy, itemsAt, leavesOf, textAt, valueAt } from '../reading';
import type { Rule } from '../rule';
import { application, deployment, manifest } from './example';

const BOTH = {
  'apps/dev.yaml': application('shop-dev'),
  'apps/prod.yaml': application('shop-prod'),
};

function settings(host: string): string {
  return manifest('v1', 'ConfigMap', 'name: settings', 'data:', `  DATABASE: ${host}`);
}

const DATABASE = manifest('v1', 'Service', 'name: database', 'spec: { type: ExternalName, externalName: db.example }');
const DATABASES = { 'shop-dev/database.yaml': DATABASE, 'shop-prod/database.yaml': DATABASE };

const foreignName: Rule = {
  code: 'environment/foreign-name',
  severity: 'error',
  holds: "nothing inside an environment names another environment's namespace or host",
  why: 'A manifest that was copied and not mended makes dev write into the database of prod.',
  bad: {
    files: {
      ...BOTH,
      'shop-dev/settings.yaml': settings('database.shop-prod.svc.cluster.local'),
      'shop-prod/settings.yaml': settings('database.shop-prod.svc.cluster.local'),
      ...DATABASES,
    },
    found: [{ file: 'shop-dev/settings.yaml', line: 5 }],
  },
  good: {
    files: {
      ...BOTH,
      'shop-dev/settings.yaml': settings('database.shop-dev.svc.cluster.local'),
      'shop-prod/settings.yaml': settings('database.shop-prod.svc.cluster.local'),
      ...DATABASES,
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const names = namesByEnvironment(repository);
    if (names.size < 2) return findings.judgement();
    for (const { manifest: object, application: each, namespace } of deliveriesOf(repository)) {
      if (object.group === 'argoproj.io' || object.kind === 'CustomResourceDefinition') continue;
      const own = environmentOf(repository, namespace || destinationNamespace(each));
      if (own === undefined) continue;
      for (const { path, text } of leavesOf(object.object)) {
        // Annotations and labels are notes, and ciphertext is noise.
        if (path[0] === 'metadata' || path.includes('encryptedData') || path[0] === 'status') continue;
        const foreign = foreignIn(text, own, names);
        if (foreign === undefined) continue;
        findings.add({
          at: object,
          path,
          message: `${object.kind} ${object.name} of ${own} names ${foreign.name}, which is of ${foreign.environment}`,
          fix: `name what ${own} has in its place`,
        });
      }
    }
    return findings.judgement();
  },
};

/** The namespaces that each environment has, and the hosts that it alone has. */
function namesByEnvironment(repository: Repository): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>(environmentsOf(repository).map(({ name }) => [name, new Set()]));
  for (const namespace of namespacesOf(repository)) {
    names.get(environmentOf(repository, namespace) ?? '')?.add(namespace);
  }
  const hosts = new Map<string, Set<string>>();
  for (const {
    manifest: { kind, object },
    namespace,
  } of deliveriesOf(repository)) {
    const environment = environmentOf(repository, namespace);
    if (kind !== 'Ingress' || environment === undefined) continue;
    for (const rule of itemsAt(object, 'spec', 'rules')) {
      const host = textAt(rule, 'host');
      if (host !== undefined) hosts.set(host, (hosts.get(host) ?? new Set()).add(environment));
    }
  }
  for (const [host, environments] of hosts) {
    const [only] = environments;
    if (environments.size === 1 && only !== undefined) names.get(only)?.add(host);
  }
  return names;
}

function foreignIn(
  text: string,
  own: string,
  names: ReadonlyMap<string, ReadonlySet<string>>,
): { readonly name: string; readonly environment: string } | undefined {
  if (text.length > 100_000) return undefined;
  const words = new Set(text.match(/[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*/g));
  for (const [environment, foreign] of names) {
    if (environment === own) continue;
    for (const word of words) {
      // `service.namespace.svc...` is a host; elsewhere a name has to be the whole word.
      const namespace = /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.|$)/.exec(word)?.[1];
      const name = [namespace, word].find((each) => each !== undefined && foreign.has(each));
      // A bare word that is the environment's own name as well says nothing.
      if (name !== undefined && name !== environment && !names.get(own)?.has(name)) return { name, environment };
    }
  }
  return undefined;
}

const drift: Rule = {
  code: 'environment/drift',
  severity: 'warning',
  holds:
    'the same Application delivers the same objects in every environment, with the same probes, limits and security settings',
  why: 'A fix that reached dev and never prod is the commonest fault there is, and nobody looks for what is not there.',
  bad: {
    files: {
      ...BOTH,
      'shop-dev/deployment.yaml': deployment('shop', ['readinessProbe: { httpGet: { path: /, port: http } }']),
      'shop-prod/deployment.yaml': deployment('shop'),
    },
    found: [{ file: 'shop-prod/deployment.yaml', line: 10 }],
  },
  good: {
    files: {
      ...BOTH,
      'shop-dev/deployment.yaml': deployment('shop', ['readinessProbe: { httpGet: { path: /, port: http } }']),
      'shop-prod/deployment.yaml': deployment('shop', ['readinessProbe: { httpGet: { path: /ready, port: http } }']),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const counterparts = groupBy(
      repository.applications.filter(
        (each) =>
          environmentOf(repository, destinationNamespace(each)) !== undefined &&
          each.content.length > 0 &&
          each.content.every((source) => 'manifests' in source && source.manifests.length > 0),
      ),
      (each) => {
        const environment = environmentOf(repository, destinationNamespace(each)) ?? '';
        return `${withoutEnvironment(each.manifest.name, environment)} ${withoutEnvironment(destinationNamespace(each), environment)}`;
      },
    );
    const deliveries = deliveriesByApplication(repository);
    for (const [first, ...others] of counterparts.values()) {
      if (first === undefined) continue;
      for (const other of others) compare(repository, first, other, deliveries, findings);
    }
    return findings.judgement();
  },
};

type Deliveries = ReadonlyMap<DeliveredApplication, readonly Delivery[]>;

function compare(
  repository: Repository,
  one: DeliveredApplication,
  other: DeliveredApplication,
  deliveries: Deliveries,
  findings: Findings,
): void {
  const [environment, otherEnvironment] = [one, other].map((each) =>
    environmentOf(repository, destinationNamespace(each)),
  );
  if (environment === undefined || otherEnvironment === undefined || environment === otherEnvironment) return;
  const byKey = new Map((deliveries.get(one) ?? []).map((each) => [keyOf(each, environment), each]));
  const otherByKey = new Map((deliveries.get(other) ?? []).map((each) => [keyOf(each, otherEnvironment), each]));
  for (const [mine, theirs, lacking, there] of [
    [byKey, otherByKey, other, environment],
    [otherByKey, byKey, one, otherEnvironment],
  ] as const) {
    for (const [key, { manifest: object }] of mine) {
      if (theirs.has(key)) continue;
      findings.add({
        at: object,
        path: ['metadata', 'name'],
        message: `${object.kind} ${object.name} of ${there} has no counterpart in Application ${called(lacking)}`,
        fix: 'add it there too, or remove it here',
      });
    }
  }
  for (const [key, mine] of byKey) {
    const theirs = otherByKey.get(key);
    if (theirs !== undefined) compareContainers(mine, environment, theirs, otherEnvironment, findings);
  }
}

function keyOf({ manifest, namespace }: Delivery, environment: string): string {
  const { group, kind } = manifest;
  const name = withoutEnvironment(nameWithoutHash(manifest), environment);
  return [group, kind, withoutEnvironment(namespace, environment), name].join('/');
}

/** Kustomize ends the names of what it generates with a hash of the content. */
function nameWithoutHash({ kind, name, origin: { renderedBy } }: Manifest): string {
  const isGenerated = renderedBy === 'kustomize' && /^(ConfigMap|Secret)$/.test(kind);
  return isGenerated ? name.replace(/-[bcdfghkmt2456789]{10}$/, '') : name;
}

const SAFEGUARDS = ['livenessProbe', 'readinessProbe', 'startupProbe', 'resources', 'securityContext'] as const;

function compareContainers(
  mine: Delivery,
  environment: string,
  theirs: Delivery,
  otherEnvironment: string,
  findings: Findings,
): void {
  const [workload, otherWorkload] = [workloadOf(mine), workloadOf(theirs)];
  if (workload === undefined || otherWorkload === undefined) return;
  const others = containersOf(otherWorkload);
  for (const { container, path, list } of containersOf(workload)) {
    const name = textAt(container, 'name');
    const other = others.find((each) => each.list === list && textAt(each.container, 'name') === name);
    if (other === undefined) continue;
    for (const safeguard of SAFEGUARDS) {
      const [has, otherHas] = [valueAt(container, safeguard), valueAt(other.container, safeguard)].map(
        (value) => value !== undefined,
      );
      if (has === otherHas) continue;
      const lacking = has
        ? { at: theirs, path: other.path, there: environment }
        : { at: mine, path, there: otherEnvironment };
      findings.add({
        at: lacking.at.manifest,
        path: [...lacking.path, safeguard],
        message: `container ${name} of ${lacking.at.manifest.kind} ${lacking.at.manifest.name} has no ${safeguard}, and that of ${lacking.there} has one`,
        fix: 'write it in both, or in neither',
      });
    }
  }
}

export const environmentRules: readonly Rule[] = [foreignName, drift];
