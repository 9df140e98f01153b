import { annotation } from '../argocd/annotations';
import { cascadeOf } from '../argocd/deletion';
import { syncOptionsOf } from '../argocd/sync-options';
import { podTemplateOf } from '../check/pods';
import { fields, items, text, valueAt } from '../check/reading';
import type { Manifest } from '../sources/model';
import { called, environmentsOf, type Operated, type OperatedApplication, textsIn } from './operated';

/** Held, and by what; not held, and where; or not to be told, and why. */
export type Verdict =
  | { readonly is: 'held'; readonly seen: string }
  | { readonly is: 'broken'; readonly problems: readonly string[] }
  | { readonly is: 'not known'; readonly why: string };

/** A question of the operating checklist. It is asked of the files before a merge, and of the cluster afterwards. */
export interface OperatingCheck {
  readonly code: string;
  /** What holds, as a sentence. */
  readonly holds: string;
  readonly judge: (platform: Operated) => Verdict;
}

/** What whoever operates the platform goes through before it is called ready, in the order of their list. */
export const OPERATING_CHECKLIST: readonly OperatingCheck[] = [
  {
    code: 'object-storage',
    holds: 'each environment writes below a prefix of its own in object storage',
    judge: (platform) => {
      const environments = environmentsOf(platform);
      const addresses = everywhere(platform).flatMap(({ environment, manifest }) =>
        textsIn(manifest.object).flatMap(({ at, text: words }) =>
          [...words.matchAll(/s3:\/\/[^\s"',;]+/g)].map(([address]) => ({ environment, manifest, at, address })),
        ),
      );
      const problems = addresses.flatMap(({ environment, manifest, at, address }) => {
        if (environment === '') return [];
        const parts = address.split(/[/:]/);
        const foreign = environments.find((other) => other !== environment && parts.includes(other));
        if (foreign !== undefined) return [`${called(manifest)}: ${at} is ${address}, which is ${foreign}'s`];
        return parts.includes(environment) ? [] : [`${called(manifest)}: ${at} is ${address}, without ${environment}`];
      });
      return verdict(problems, addresses.length, 'address', 'nothing here names an address that begins with s3://');
    },
  },
  {
    code: 'nfs-owner',
    holds: 'whoever writes to an NFS claim runs as one user, and as the group that owns its files',
    judge: (platform) => {
      const claims = nfsClaims(platform);
      const users = everywhere(platform).flatMap(({ manifest }) => {
        const pod = podTemplateOf(manifest)?.pod;
        const mounted = writableClaims(pod).filter((name) => claims.has(`${manifest.namespace}/${name}`));
        return mounted.map((claim) => ({ manifest, pod, claim }));
      });
      const problems = users.flatMap(({ manifest, pod, claim }) => {
        const [user, group, own] = ['runAsUser', 'fsGroup', 'runAsGroup'].map((field) =>
          valueAt(pod, 'securityContext', field),
        );
        // What a process makes has its own group, and what others can read has fsGroup.
        if (typeof user === 'number' && typeof group === 'number' && (own ?? user) === group) return [];
        const said = `runAsUser ${user ?? 'none'}, runAsGroup ${own ?? 'none'} and fsGroup ${group ?? 'none'}`;
        return [`${called(manifest)}: ${said}, and mounts ${claim}`];
      });
      return verdict(problems, users.length, 'mount', 'no workload here mounts a claim on NFS');
    },
  },
  {
    code: 'tls-issued',
    holds: 'a Certificate issues the TLS secret of every Ingress, for its hosts',
    judge: (platform) => {
      const all = everywhere(platform).map(({ manifest }) => manifest);
      const certificates = new Map(
        all
          .filter(({ group, kind }) => group === 'cert-manager.io' && kind === 'Certificate')
          .map((each) => [`${each.namespace}/${text(valueAt(each.object, 'spec', 'secretName'))}`, each]),
      );
      const wanted = all
        .filter(({ group, kind }) => group === 'networking.k8s.io' && kind === 'Ingress')
        .flatMap((ingress) =>
          items(valueAt(ingress.object, 'spec', 'tls')).map((tls) => ({
            ingress,
            secret: text(valueAt(tls, 'secretName')),
            hosts: items(valueAt(tls, 'hosts')).map(text),
          })),
        );
      const problems = wanted.flatMap(({ ingress, secret, hosts }) => {
        if (isIssuedByAnnotation(ingress)) return [];
        const certificate = certificates.get(`${ingress.namespace}/${secret}`);
        if (!certificate) return [`${called(ingress)}: no Certificate makes its secret ${secret}`];
        const issued = items(valueAt(certificate.object, 'spec', 'dnsNames')).map(text);
        const missing = hosts.filter((host) => !issued.includes(host));
        return [
          ...missing.map((host) => `${called(certificate)}: it is not for ${host}, which ${called(ingress)} serves`),
          ...notTrue(platform, certificate, 'Ready'),
        ];
      });
      return verdict(problems, wanted.length, 'TLS secret', 'no Ingress here has TLS');
    },
  },
  {
    code: 'secrets-unsealed',
    holds: 'every sealed secret has a value for each key, and the controller opens it',
    judge: (platform) => {
      const sealed = everywhere(platform)
        .map(({ manifest }) => manifest)
        .filter(({ group, kind }) => group === 'bitnami.com' && kind === 'SealedSecret');
      const problems = sealed.flatMap((each) => {
        const values = Object.entries(fields(valueAt(each.object, 'spec', 'encryptedData')));
        const empty = values.filter(([, value]) => text(value) === '').map(([key]) => key);
        return [
          ...(values.length === 0 ? [`${called(each)}: it holds no key`] : []),
          ...empty.map((key) => `${called(each)}: its ${key} is empty; seal it: argosy secret seal`),
          ...notTrue(platform, each, 'Synced'),
        ];
      });
      return verdict(problems, sealed.length, 'sealed secret', 'there is no sealed secret here');
    },
  },
  {
    code: 'set-paths',
    holds: 'every Application pulls a path that is there and belongs to its environment',
    judge: (platform) => {
      const environments = environmentsOf(platform);
      const pulled = platform.applications.flatMap((application) =>
        sourcesOf(application).flatMap((source) => {
          const path = text(source.path);
          return path === '' ? [] : [{ application, path }];
        }),
      );
      const problems = pulled.flatMap(({ application: { manifest, environment }, path }) => {
        const foreign = environments.find((other) => other !== environment && path.split('/').includes(other));
        if (foreign !== undefined) return [`${called(manifest)}: its path ${path} is ${foreign}'s`];
        return platform.has?.(path) === false ? [`${called(manifest)}: its path ${path} does not exist`] : [];
      });
      return verdict(problems, pulled.length, 'path', 'no Application here pulls a path');
    },
  },
  {
    code: 'notifications',
    holds: 'what Argo CD notices reaches somebody: triggers send templates, and somebody hears of each',
    judge: (platform) => {
      const all = everywhere(platform).map(({ manifest }) => manifest);
      const settings = all.find(({ kind, name }) => kind === 'ConfigMap' && name === 'argocd-notifications-cm');
      if (!settings) return { is: 'not known', why: 'no Application here brings argocd-notifications-cm' };
      const data = fields(valueAt(settings.object, 'data'));
      const named = (prefix: string) =>
        Object.keys(data).flatMap((key) => (key.startsWith(`${prefix}.`) ? [key.slice(prefix.length + 1)] : []));
      const [services, templates, triggers] = [named('service'), named('template'), named('trigger')];
      const unheard = triggers.filter((trigger) => !text(data.subscriptions).includes(trigger));
      const sent = triggers.map((trigger) => ({ trigger, words: text(data[`trigger.${trigger}`]) }));
      const problems = [
        ...(services.length === 0 ? ['it has no service to tell anybody with'] : []),
        ...(triggers.length === 0 ? ['it has no trigger'] : []),
        ...sent
          .filter(({ words }) => !templates.some((template) => words.includes(template)))
          .map(({ trigger }) => `its trigger ${trigger} sends no template that is there`),
        ...unheard.map((trigger) => `nobody hears of its trigger ${trigger}; subscribe somebody`),
      ];
      return verdict(
        problems.map((problem) => `${called(settings)}: ${problem}`),
        triggers.length,
        'trigger',
        '',
      );
    },
  },
  {
    code: 'storage-kept',
    holds: 'an Application with storage never prunes or replaces it, and leaves it when it goes',
    judge: (platform) => {
      const holding = platform.applications
        .map((application) => ({ application, stored: application.content.filter(isStorage) }))
        .filter(({ stored }) => stored.length > 0);
      const problems = holding.flatMap(({ application: { manifest }, stored }) => {
        const policy = valueAt(manifest.object, 'spec', 'syncPolicy');
        const options = items(valueAt(policy, 'syncOptions'));
        return [
          ...(valueAt(policy, 'automated', 'prune') === true ? ['it prunes'] : []),
          ...(options.includes('Replace=true') ? ['it replaces'] : []),
          ...(cascadeOf(manifest.object) === 'none' ? [] : ['its finalizer deletes what it made']),
        ]
          .map((problem) => `${called(manifest)}: ${problem}, and holds ${stored.map(called).join(', ')}`)
          .concat(stored.filter((each) => !isKept(each)).map((each) => `${called(each)}: it does not say ${KEPT}`));
      });
      return verdict(problems, holding.length, 'Application', 'no Application here holds storage');
    },
  },
];

const KEPT = 'Prune=false,Delete=false';

/** Whether an object says that Argo CD must never delete it. */
export function isKept({ object }: Pick<Manifest, 'object'>): boolean {
  const options = syncOptionsOf(object);
  return KEPT.split(',').every((option) => options.includes(option));
}

/** What holds data, or whose deletion deletes what does. */
export function isStorage({ group, kind }: Pick<Manifest, 'group' | 'kind'>): boolean {
  return group === '' && (kind === 'PersistentVolume' || kind === 'PersistentVolumeClaim');
}

function verdict(problems: readonly string[], looked: number, what: string, nothing: string): Verdict {
  if (problems.length > 0) return { is: 'broken', problems };
  if (looked === 0) return { is: 'not known', why: nothing };
  return { is: 'held', seen: `${looked} ${what}${looked === 1 ? '' : what.endsWith('s') ? 'es' : 's'}` };
}

/** Every object of every Application, the Application itself included, since it may hold values of a chart. */
function everywhere({ applications }: Operated) {
  return applications.flatMap(({ manifest, environment, content }) =>
    [manifest, ...content].map((each) => ({ environment, manifest: each })),
  );
}

function sourcesOf({ manifest }: OperatedApplication) {
  const spec = fields(valueAt(manifest.object, 'spec'));
  const several = items(spec.sources);
  return (several.length > 0 ? several : [spec.source]).map(fields);
}

/** The claims, by `namespace/name`, whose volume is an NFS folder. */
function nfsClaims(platform: Operated): ReadonlySet<string> {
  const volumes = everywhere(platform)
    .map(({ manifest }) => manifest)
    .filter(({ kind, object }) => kind === 'PersistentVolume' && valueAt(object, 'spec', 'nfs') !== undefined);
  return new Set(
    volumes.map(({ object }) => {
      const claim = valueAt(object, 'spec', 'claimRef');
      return `${text(valueAt(claim, 'namespace'))}/${text(valueAt(claim, 'name'))}`;
    }),
  );
}

/** The claims that some container of a Pod may write to. */
function writableClaims(pod: unknown): readonly string[] {
  return items(valueAt(pod, 'volumes')).flatMap((volume) => {
    const claim = valueAt(volume, 'persistentVolumeClaim');
    const name = text(valueAt(claim, 'claimName'));
    if (name === '' || valueAt(claim, 'readOnly') === true) return [];
    const mounts = [...items(valueAt(pod, 'containers')), ...items(valueAt(pod, 'initContainers'))]
      .flatMap((container) => items(valueAt(container, 'volumeMounts')))
      .filter((mount) => valueAt(mount, 'name') === valueAt(volume, 'name'));
    return mounts.some((mount) => valueAt(mount, 'readOnly') !== true) ? [name] : [];
  });
}

/** cert-manager makes a Certificate for an Ingress that names an issuer. */
function isIssuedByAnnotation({ object }: Manifest): boolean {
  return ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer'].some(
    (key) => annotation(object, key) !== undefined,
  );
}

/** Only the cluster knows whether a condition came true. */
function notTrue({ from }: Operated, manifest: Manifest, type: string): readonly string[] {
  if (from === 'dist') return [];
  const conditions = items(valueAt(manifest.object, 'status', 'conditions')).map(fields);
  const found = conditions.find((condition) => condition.type === type);
  if (found?.status === 'True') return [];
  const said = text(found?.message);
  return [`${called(manifest)}: it is not ${type}${said === '' ? '' : `: ${said}`}`];
}
