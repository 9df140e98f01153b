import type { Repository } from '../../sources/model';
import { Findings } from '../answers';
import { deliveriesOf, deliveriesTo, notKnownIn } from '../delivery';
import { asExternal, isDeclared } from '../existing';
import { referencesOf, workloadsOf } from '../pods';
import { allSecrets, type ProvidedSecret, secretsIn } from '../provided';
import { groupBy, itemsAt, leavesOf, once, textAt } from '../reading';
import type { Rule } from '../rule';
import { isBuiltIn } from '../scope';
import { application, deployment, manifest } from './example';

interface SecretReference {
  readonly name: string;
  readonly keys: readonly string[];
  readonly path: readonly (string | number)[];
}

const SEALED = (...keys: readonly string[]) =>
  manifest(
    'bitnami.com/v1alpha1',
    'SealedSecret',
    'name: database, namespace: shop',
    'spec:',
    '  encryptedData:',
    ...keys.map((key) => `    ${key}: ${Buffer.concat([Buffer.from([2, 0]), Buffer.alloc(560)]).toString('base64')}`),
  );

const USER = deployment('shop', [
  'env:',
  '  - name: DATABASE_PASSWORD',
  '    valueFrom: { secretKeyRef: { name: database, key: password } }',
]);

const missingKey: Rule = {
  code: 'secret/missing-key',
  severity: 'error',
  holds: 'every Secret that Pods or an Ingress name is made in their namespace, with the key that they name',
  why: 'A Pod whose Secret or key is not there does not start, and its Application stays Progressing.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/secret.yaml': SEALED('user'),
      'shop/deployment.yaml': USER,
    },
    found: [{ file: 'shop/deployment.yaml', line: 15 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/secret.yaml': SEALED('user', 'password'),
      'shop/deployment.yaml': USER,
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const pods = workloadsOf(repository).map((workload) => ({
      delivery: workload.delivery,
      references: referencesOf(workload).filter(({ kind }) => kind === 'Secret'),
    }));
    const routes = deliveriesOf(repository)
      .filter(({ manifest: { kind, group } }) => kind === 'Ingress' && group === 'networking.k8s.io')
      .map((delivery) => ({ delivery, references: secretsOfIngress(delivery.manifest.object) }));
    for (const { delivery, references } of [...pods, ...routes]) {
      const { cluster, namespace } = delivery;
      for (const { name, keys, path } of references) {
        const user = `${delivery.manifest.kind} ${delivery.manifest.name}`;
        const found = secretsIn(repository, cluster, namespace).filter((secret) => secret.name === name);
        if (found.length > 0) {
          for (const key of keys) {
            if (hasKey(found, key)) continue;
            findings.add({
              at: delivery.manifest,
              path,
              message: `${user} takes the key ${key} of Secret ${name}, which has ${[...new Set(found.flatMap((secret) => secret.keys ?? []))].sort().join(', ') || 'none'}`,
              fix: 'add the key, or name one that is there',
            });
          }
          continue;
        }
        if (isExternal(repository, name, namespace, keys)) continue;
        const elsewhere = allSecrets(repository).find(
          (secret) => secret.name === name && secret.by.cluster === cluster,
        );
        const maker = madeByOperator(repository, cluster, namespace, name);
        const unknown = maker ?? notKnownIn(repository, cluster, namespace)?.what;
        if (unknown !== undefined || (elsewhere === undefined && !keepsSecrets(repository, cluster, namespace))) {
          findings.cannotTell({
            what: `whether Secret ${name} is in namespace ${namespace}`,
            why: unknown === undefined ? 'this repository makes no Secret there' : `${unknown} may make it`,
            declare: asExternal({ kind: 'Secret', name, namespace }),
          });
          continue;
        }
        findings.add({
          at: delivery.manifest,
          path,
          message:
            elsewhere === undefined
              ? `${user} takes Secret ${name}, which nothing makes in namespace ${namespace}`
              : `${user} takes Secret ${name} in namespace ${namespace}, and it is made in ${elsewhere.by.namespace} only`,
          fix: `seal it for namespace ${namespace}, or declare it under external when something else makes it`,
        });
      }
    }
    return findings.judgement();
  },
};

/** Whether the Secrets of a namespace are this repository's business; certificates come from a controller anywhere. */
function keepsSecrets(repository: Repository, cluster: string, namespace: string): boolean {
  return secretsIn(repository, cluster, namespace).some(({ by: { manifest } }) =>
    /^(Secret|SealedSecret|ExternalSecret)$/.test(manifest.kind),
  );
}

function hasKey(secrets: readonly ProvidedSecret[], key: string): boolean {
  return secrets.some(({ keys }) => keys === undefined || keys.includes(key));
}

function isExternal(repository: Repository, name: string, namespace: string, keys: readonly string[]): boolean {
  if (!isDeclared(repository, { group: '', kind: 'Secret', name, namespace })) return false;
  const declared = repository.declarations.external.filter((each) => each.kind === 'Secret' && each.name === name);
  return declared.some((each) => each.keys === undefined || keys.every((key) => each.keys?.includes(key)));
}

function secretsOfIngress(object: object): readonly SecretReference[] {
  return itemsAt(object, 'spec', 'tls').flatMap((tls, index) => {
    const name = textAt(tls, 'secretName');
    return name === undefined ? [] : [{ name, keys: [], path: ['spec', 'tls', index, 'secretName'] }];
  });
}

/** Custom resources of operators, by place: what they make in their namespace cannot be seen. */
const operated = once((repository: Repository) =>
  groupBy(
    deliveriesOf(repository).filter(
      ({ manifest: { group, kind } }) => !isBuiltIn(group) && !KNOWN.test(`${group}/${kind}`),
    ),
    ({ cluster, namespace }) => `${cluster} ${namespace}`,
  ),
);

/** What is known not to make Secrets with names of others. */
const KNOWN =
  /^(bitnami\.com|cert-manager\.io|external-secrets\.io|argoproj\.io|monitoring\.coreos\.com|networking\.istio\.io|gateway\.networking\.k8s\.io)\//;

/** A custom resource that names the Secret, or whose own name the Secret's begins with: its operator makes it. */
function madeByOperator(repository: Repository, cluster: string, namespace: string, name: string): string | undefined {
  const maker = (operated(repository).get(`${cluster} ${namespace}`) ?? []).find(
    ({ manifest: each }) => name.startsWith(each.name) || leavesOf(each.object).some(({ text }) => text === name),
  );
  if (maker !== undefined) return `${maker.manifest.kind} ${maker.manifest.name}`;
  const mirrored = deliveriesTo(repository, cluster, '').find(
    ({ manifest: { group, object } }) => !isBuiltIn(group) && leavesOf(object).some(({ text }) => text === name),
  );
  return mirrored === undefined ? undefined : `${mirrored.manifest.kind} ${mirrored.manifest.name}`;
}

export const secretUseRules: readonly Rule[] = [missingKey];
