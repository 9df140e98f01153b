import type { Cluster, Manifest, WatchEvent } from '../../e2e/cluster/cluster';
import { Refused } from '../../e2e/cluster/requests';
import { tlsSecrets } from '../../e2e/stand-ins/tls-secret';

const certificate: WatchEvent = {
  type: 'ADDED',
  object: {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { secretName: 'web-tls' },
  },
};

/** Tells of one Certificate; resolves to the Secrets that were asked for when one is written, or given up. */
function asked(answers: readonly (Error | undefined)[]): Promise<{ readonly asked: string[]; readonly said?: string }> {
  return new Promise((resolve) => {
    const names: string[] = [];
    const apply = async (manifest: Manifest) => {
      const { metadata } = manifest;
      const answer = answers[names.length];
      names.push(`${metadata.namespace}/${metadata.name}`);
      if (answer) throw answer;
      resolve({ asked: names });
      return manifest;
    };
    const watch: Cluster['watch'] = (_, tell) => {
      tell(certificate);
      return () => undefined;
    };
    tlsSecrets({ watch, apply: apply as unknown as Cluster['apply'] }, (said) => resolve({ asked: names, said }));
  });
}

test('the Secret of a Certificate is written though the API server was not to be had at first', async () => {
  const answers = [new Error('read ECONNRESET'), new Refused(500, 'InternalError', 'etcdserver: request timed out')];
  expect(await asked(answers)).toEqual({ asked: ['shop/web-tls', 'shop/web-tls', 'shop/web-tls'] });
});

test('a Secret that is refused is told of, and not tried again', async () => {
  const refused = new Refused(403, 'Forbidden', 'namespace shop is being terminated');
  expect(await asked([refused])).toEqual({
    asked: ['shop/web-tls'],
    said: 'tls-secret: shop/web-tls: namespace shop is being terminated',
  });
});
