import type { Repository } from '../sources/model';
import { clusterOf, deliveriesOf, destinationNamespace, syncOptionsOfApplication } from './delivery';
import { once } from './reading';
import { controlPlaneNamespace } from './settings';

interface Named {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

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
  const declared = new Set(
    deliveriesOf(repository)
      .filter(({ manifest: { group, kind } }) => kind === 'Namespace' && group === '')
      .map(({ manifest: { name }, cluster }) => `${cluster} ${name}`),
  );
  const created = new Set(
    repository.applications
      .filter((each) => syncOptionsOfApplication(each).includes('CreateNamespace=true'))
      .map((each) => `${clusterOf(repository, each)} ${destinationNamespace(each)}`),
  );
  return { declared, created };
});

/** Namespaces that every cluster has, and Argo CD's own. */
export function isThereAnyway(repository: Repository, namespace: string): boolean {
  return (
    namespace === 'default' ||
    /^kube-(system|public|node-lease)$/.test(namespace) ||
    namespace === controlPlaneNamespace(repository)
  );
}
