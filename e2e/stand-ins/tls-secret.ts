import type { Cluster, LiveObject, Stop } from '../cluster/cluster';

interface Certificate extends LiveObject {
  readonly spec: { readonly secretName: string };
}

/**
 * Writes the Secret of each Certificate as cert-manager does: in the Certificate's namespace, without an owner, so that
 * it outlives the Certificate and is an orphan to Argo CD. What it holds is no key.
 */
export function tlsSecrets(cluster: Cluster): Stop {
  return cluster.watch('/apis/cert-manager.io/v1/certificates', ({ type, object }) => {
    if (type === 'DELETED') return;
    const { metadata, spec } = object as Certificate;
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: spec.secretName,
        namespace: metadata.namespace,
        labels: { 'controller.cert-manager.io/fao': 'true' },
        annotations: { 'cert-manager.io/certificate-name': metadata.name },
      },
      type: 'kubernetes.io/tls',
      stringData: { 'tls.crt': 'stands in\n', 'tls.key': 'stands in\n' },
    };
    cluster.apply(secret, 'stand-in').catch(() => undefined);
  });
}
