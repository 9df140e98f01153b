import type { Manifest, Repository } from '../sources/model';
import { clusterOf, deliveriesOf, destinationNamespace, syncOptionsOfApplication } from './delivery';
import { once } from './reading';

interface Named {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** What to write into `argosy.yaml` for an object that exists outside of the repository. */
export function asExternal({ kind, name, namespace = '' }: Omit<Named, 'group'>): string {
  const place = namespace === '' ? '' : `, namespace: ${namespace}`;
  return `external: [{ kind: ${kind}, name: ${name}${place} }]`;
}

/** The object of such a declaration; undefined for any other one. */
export function externalIn(declaration: string): Omit<Named, 'group'> | undefined {
  const [, kind, name, namespace] = EXTERNAL.exec(declaration) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  return { kind, name, ...(namespace !== undefined && { namespace }) };
}

const EXTERNAL = /^external: \[\{ kind: (\S+), name: (\S+?)(?:, namespace: (\S+))? \}\]$/;

/** Whether `argosy.yaml` says that an object exists outside of the repository; without a namespace it is in any. */
export function isDeclared({ declarations }: Repository, { group, kind, name, namespace }: Named): boolean {
  return declarations.external.some(
    (each) =>
      each.kind === kind &&
      each.name === name &&
      (each.group === undefined || each.group === group) &&
      (each.namespace === undefined || namespace === undefined || each.namespace === namespace),
  );
}

/** The namespaces that manifests declare, and those that Applications create, each with its cluster before it. */
export const namespacesMade = once((repository: Repository) => {
  const delivered = deliveriesOf(repository).filter(({ manifest }) => isNamespace(manifest));
  const declared = new Set(delivered.map(({ manifest: { name }, cluster }) => `${cluster} ${name}`));
  const created = new Set(
    repository.applications
      .filter((each) => syncOptionsOfApplication(each).includes('CreateNamespace=true'))
      .map((each) => `${clusterOf(repository, each)} ${destinationNamespace(each)}`),
  );
  return { declared, created };
});

function isNamespace({ group, kind }: Manifest): boolean {
  return kind === 'Namespace' && group === '';
}

/**
 * Namespaces that every cluster has, Argo CD's own, those that Applications are in, and those that a manifest declares
 * which a person applies.
 */
export function isThereAnyway(repository: Repository, namespace: string): boolean {
  return (
    namespace === 'default' ||
    /^(kube-(system|public|node-lease)|openshift(-.*)?)$/.test(namespace) ||
    namespace === repository.argocdNamespace ||
    namespacesOfPeople(repository).has(namespace)
  );
}

const namespacesOfPeople = once((repository: Repository): ReadonlySet<string> => {
  const delivered = new Set(deliveriesOf(repository).map(({ manifest: { origin } }) => origin.file));
  const applied = repository.manifests.filter((each) => isNamespace(each) && !delivered.has(each.origin.file));
  const homes = [...repository.applications, ...repository.sets].map(({ manifest }) => manifest.namespace);
  return new Set([...applied.map(({ name }) => name), ...homes]);
});
