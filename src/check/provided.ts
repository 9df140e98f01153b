import type { KubernetesObject } from '../argocd/kubernetes-object';
import type { Repository } from '../sources/model';
import { type Delivery, deliveriesOf, namespaceKey } from './delivery';
import { entriesAt, itemsAt, once, textAt, valueAt } from './reading';

/** A Secret that will be in the cluster, and what brings it. */
export interface ProvidedSecret {
  readonly name: string;
  readonly by: Delivery;
  /** Its keys; undefined where any may be in it. */
  readonly keys: readonly string[] | undefined;
}

/** The Secrets that deliveries bring, themselves or through a controller, by place. */
const provided = once((repository: Repository): ReadonlyMap<string, readonly ProvidedSecret[]> => {
  const places = new Map<string, ProvidedSecret[]>();
  for (const delivery of deliveriesOf(repository)) {
    for (const secret of secretsFrom(delivery)) {
      const place = places.get(namespaceKey(delivery));
      if (place === undefined) places.set(namespaceKey(delivery), [secret]);
      else place.push(secret);
    }
  }
  return places;
});

export function secretsIn(repository: Repository, cluster: string, namespace: string): readonly ProvidedSecret[] {
  return provided(repository).get(`${cluster} ${namespace}`) ?? [];
}

export function allSecrets(repository: Repository): readonly ProvidedSecret[] {
  return [...provided(repository).values()].flat();
}

function secretsFrom(by: Delivery): readonly ProvidedSecret[] {
  const { object, group, kind, name } = by.manifest;
  switch (`${group}/${kind}`) {
    case '/Secret':
      return [{ name, by, keys: [...namesAt(object, 'data'), ...namesAt(object, 'stringData')] }];
    case 'bitnami.com/SealedSecret': {
      const made = textAt(object, 'spec', 'template', 'metadata', 'name') ?? name;
      const keys = [...namesAt(object, 'spec', 'encryptedData'), ...namesAt(object, 'spec', 'template', 'data')];
      return [{ name: made, by, keys }];
    }
    case 'external-secrets.io/ExternalSecret':
      return [{ name: textAt(object, 'spec', 'target', 'name') ?? name, by, keys: keysOfExternalSecret(object) }];
    case 'cert-manager.io/Certificate': {
      const made = textAt(object, 'spec', 'secretName');
      const more = valueAt(object, 'spec', 'keystores') ?? valueAt(object, 'spec', 'additionalOutputFormats');
      return made === undefined
        ? []
        : [{ name: made, by, keys: more === undefined ? ['tls.crt', 'tls.key', 'ca.crt'] : undefined }];
    }
    case 'networking.k8s.io/Ingress':
      return isIssued(object)
        ? itemsAt(object, 'spec', 'tls').flatMap((tls) => tlsSecret(textAt(tls, 'secretName'), by))
        : [];
    case 'gateway.networking.k8s.io/Gateway':
      return isIssued(object)
        ? itemsAt(object, 'spec', 'listeners').flatMap((listener) =>
            itemsAt(listener, 'tls', 'certificateRefs').flatMap((reference) =>
              tlsSecret(textAt(reference, 'name'), by),
            ),
          )
        : [];
    case '/Service':
      // OpenShift makes a certificate for whoever asks for it with an annotation.
      return entriesAt(object, 'metadata', 'annotations').flatMap(([key, made]) =>
        /^service\.(alpha|beta)\.openshift\.io\/serving-cert-secret-name$/.test(key) && typeof made === 'string'
          ? [{ name: made, by, keys: ['tls.crt', 'tls.key'] }]
          : [],
      );
    default:
      return [];
  }
}

function tlsSecret(name: string | undefined, by: Delivery): readonly ProvidedSecret[] {
  return name === undefined ? [] : [{ name, by, keys: ['tls.crt', 'tls.key', 'ca.crt'] }];
}

/** Whether cert-manager makes Certificates of an Ingress or a Gateway. */
function isIssued(object: KubernetesObject): boolean {
  return entriesAt(object, 'metadata', 'annotations').some(([key]) =>
    /^(cert-manager\.io\/(cluster-)?issuer|kubernetes\.io\/tls-acme)$/.test(key),
  );
}

function keysOfExternalSecret(object: KubernetesObject): readonly string[] | undefined {
  if (itemsAt(object, 'spec', 'dataFrom').length > 0) return undefined;
  const template = namesAt(object, 'spec', 'target', 'template', 'data');
  if (template.length > 0) return template;
  if (valueAt(object, 'spec', 'target', 'template') !== undefined) return undefined;
  return itemsAt(object, 'spec', 'data').flatMap((item) => textAt(item, 'secretKey') ?? []);
}

function namesAt(object: KubernetesObject, ...path: readonly string[]): readonly string[] {
  return entriesAt(object, ...path).map(([name]) => name);
}

/** The claims that a StatefulSet makes of its templates. */
export function claimsOfStatefulSet({ manifest: { object, kind, name } }: Delivery): readonly string[] {
  if (kind !== 'StatefulSet') return [];
  const replicas = valueAt(object, 'spec', 'replicas');
  const count = typeof replicas === 'number' ? Math.min(replicas, 100) : 1;
  return itemsAt(object, 'spec', 'volumeClaimTemplates').flatMap((template) => {
    const claim = textAt(template, 'metadata', 'name');
    return claim === undefined ? [] : Array.from({ length: count }, (_, index) => `${claim}-${name}-${index}`);
  });
}

/** Whether a namespace gets an object of a kind and name. */
export function isDelivered(
  repository: Repository,
  cluster: string,
  namespace: string,
  { group, kind, name }: { readonly group: string; readonly kind: string; readonly name: string },
): boolean {
  return identities(repository).has([cluster, namespace, group, kind, name].join(' '));
}

const identities = once(
  (repository: Repository): ReadonlySet<string> =>
    new Set(
      deliveriesOf(repository).map(({ cluster, namespace, manifest: { group, kind, name } }) =>
        [cluster, namespace, group, kind, name].join(' '),
      ),
    ),
);
