import type { Cluster, LiveObject, Manifest, Stop } from '../cluster/cluster';
import { Refused } from '../cluster/requests';
import { until } from '../cluster/until';

interface Certificate extends LiveObject {
  readonly spec: { readonly secretName: string };
}

/**
 * Writes the Secret of each Certificate as cert-manager does: in the Certificate's namespace, without an owner, so that
 * it outlives the Certificate and is an orphan to Argo CD. What it holds is no key.
 *
 * @param say is told of a Secret that cannot be written
 */
export function tlsSecrets(cluster: Writer, say: (line: string) => void): Stop {
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
    write(cluster, secret).catch((error: unknown) => {
      say(`tls-secret: ${metadata.namespace}/${spec.secretName}: ${error instanceof Error ? error.message : error}`);
    });
  });
}

type Writer = Pick<Cluster, 'watch' | 'apply'>;

/** Tries again where the server did not come to a decision: what it refuses, it refuses again. */
async function write(cluster: Writer, secret: Manifest): Promise<void> {
  let last: unknown;
  const apply = async () => {
    try {
      return await cluster.apply(secret, 'stand-in');
    } catch (error) {
      if (error instanceof Refused && error.code < 500 && error.code !== 429) throw error;
      last = error;
      return undefined;
    }
  };
  await until('it to be written', 30, apply, () => String(last));
}
