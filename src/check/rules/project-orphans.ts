import type { ResourcePattern } from '../../argocd/app-project';
import { globMatches } from '../../argocd/glob';
import type { Manifest, Repository } from '../../sources/model';
import { Findings } from '../answers';
import { clusterOf, type Delivery, deliveriesTo, destinationNamespace, notKnownIn, prunes } from '../delivery';
import { asExternal, isDeclared } from '../existing';
import { isProtected } from '../protection';
import { claimsOfStatefulSet, secretsIn } from '../provided';
import { hasOrphanReason, REASONS } from '../reasons';
import type { Question, Rule } from '../rule';
import { wellFormedProject } from '../well-formed-project';
import { application, manifest, project } from './example';
import { applicationsOf } from './project-reach';

/** An object in the destination namespaces of a project's Applications. */
interface Present {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Why Argo CD does not take it for an orphan; absent for one that it does. */
  readonly known?: string;
  readonly delivery?: Delivery;
}

const presentIn = (repository: Repository, cluster: string, namespace: string): readonly Present[] => [
  ...deliveriesTo(repository, cluster, namespace).map((delivery) => {
    const { group, kind, name } = delivery.manifest;
    return { group, kind, name, delivery, known: `Application ${delivery.application.manifest.name} tracks it` };
  }),
  ...secretsIn(repository, cluster, namespace)
    .filter(({ by }) => by.manifest.kind !== 'Secret')
    .map(({ name, by: { manifest: by } }) => {
      const secret = { group: '', kind: 'Secret', name };
      // cert-manager leaves its Secrets without an owner.
      return /^(Certificate|Ingress)$/.test(by.kind) ? secret : { ...secret, known: `${by.kind} ${by.name} owns it` };
    }),
  ...deliveriesTo(repository, cluster, namespace)
    .flatMap(claimsOfStatefulSet)
    .map((name) => ({ group: '', kind: 'PersistentVolumeClaim', name })),
];

interface Watched {
  readonly project: Manifest;
  readonly ignore: readonly ResourcePattern[];
  readonly present: readonly Present[];
  readonly allKnown: boolean;
}

/** The projects that watch orphans, with what is in the namespaces that they watch. */
function watched({ repository }: Question): readonly Watched[] {
  return repository.projects.flatMap((each) => {
    const orphaned = wellFormedProject(each).spec?.orphanedResources;
    const applications = applicationsOf(repository, each);
    if (!orphaned || applications.length === 0) return [];
    const places = new Map(
      applications.map((application) => {
        const place = [clusterOf(repository, application), destinationNamespace(application)] as const;
        return [place.join(' '), place];
      }),
    );
    return {
      project: each,
      ignore: Array.isArray(orphaned.ignore) ? orphaned.ignore : [],
      present: [...places.values()].flatMap(([cluster, namespace]) => presentIn(repository, cluster, namespace)),
      allKnown: [...places.values()].every(
        ([cluster, namespace]) => notKnownIn(repository, cluster, namespace) === undefined,
      ),
    };
  });
}

function fits({ group, kind, name }: ResourcePattern, object: Present): boolean {
  return (
    (!kind || globMatches(kind, object.kind) !== false) &&
    globMatches(group ?? '', object.group) !== false &&
    (!name || globMatches(name, object.name) !== false)
  );
}

function isConcrete({ kind, name }: ResourcePattern): boolean {
  return !!kind && !!name && !/[*?[{]/.test(`${kind}${name}`);
}

const CERTIFICATE = manifest(
  'cert-manager.io/v1',
  'Certificate',
  'name: shop',
  'spec: { secretName: shop-tls, dnsNames: [shop.example], issuerRef: { kind: ClusterIssuer, name: internal } }',
);

/** A project whose list of orphans to ignore is given; its entries begin on line 9. */
function watching(...ignore: readonly string[]): string {
  return project(
    'shop',
    'sourceRepos: [https://git.example/platform]',
    'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
    'orphanedResources:',
    '  warn: true',
    ...(ignore.length === 0 ? [] : ['  ignore:']),
    ...ignore.map((entry) => `    - ${entry}`),
  );
}

const good = {
  files: {
    'argosy.yaml': 'external: [{ group: cert-manager.io, kind: ClusterIssuer, name: internal }]\n',
    'apps/shop.yaml': application('shop', { project: 'shop' }),
    'projects/shop.yaml': watching('{ kind: Secret, name: shop-tls }'),
    'shop/certificate.yaml': CERTIFICATE,
  },
};

const stale: Rule = {
  code: 'project/orphan-ignore-stale',
  severity: 'warning',
  holds: 'every entry of the orphans to ignore names something that exists',
  why: 'An entry that names nothing hides the next orphan that gets this name, and shows that the list is not looked after.',
  bad: {
    files: {
      ...good.files,
      'projects/shop.yaml': watching('{ kind: Secret, name: shop-tls }', '{ kind: Secret, name: shop-old-tls }'),
    },
    found: [{ file: 'projects/shop.yaml', line: 11 }],
  },
  good,
  judge: (question) => {
    const findings = new Findings();
    for (const { project: each, ignore, present, allKnown } of watched(question)) {
      ignore.forEach((entry, index) => {
        const { kind, name, group } = entry;
        if (!isConcrete(entry) || !kind || !name || hasOrphanReason(each, kind, name)) return;
        if (present.some((object) => fits(entry, object))) return;
        if (isDeclared(question.repository, { group: group ?? '', kind, name })) return;
        if (!allKnown) {
          findings.cannotTell({
            what: `whether ${kind} ${name}, an orphan that project ${each.name} ignores, exists`,
            why: 'not everything that its Applications deliver is known',
            declare: asExternal({ kind, name }),
          });
          return;
        }
        findings.add({
          at: each,
          path: ['spec', 'orphanedResources', 'ignore', index],
          message: `project ${each.name} ignores the orphan ${kind} ${name}, which nothing here makes`,
          fix: 'remove the entry, or declare the object under external when it is made outside of this repository',
        });
      });
    }
    return findings.judgement();
  },
};

const missing: Rule = {
  code: 'project/orphan-ignore-missing',
  severity: 'warning',
  holds:
    'what becomes an orphan by its nature is among the orphans to ignore: TLS Secrets of cert-manager, claims of StatefulSets',
  why: 'Argo CD warns of every object without an owner that no Application tracks; a warning that is always there hides the one that matters.',
  bad: {
    files: { ...good.files, 'projects/shop.yaml': watching() },
    found: [{ file: 'projects/shop.yaml', line: 7 }],
  },
  good,
  judge: (question) => {
    const findings = new Findings();
    for (const { project: each, ignore, present } of watched(question)) {
      if (wellFormedProject(each).spec?.orphanedResources?.warn !== true) continue;
      const tracked = new Set(present.filter(({ known }) => known).map(({ kind, name }) => `${kind} ${name}`));
      for (const object of present) {
        if (object.known !== undefined || tracked.has(`${object.kind} ${object.name}`)) continue;
        if (ignore.some((entry) => fits(entry, object))) continue;
        findings.add({
          at: each,
          path: ['spec', 'orphanedResources'],
          message: `project ${each.name} warns of orphans, and ${object.kind} ${object.name} is one that stays: it has no owner, and no Application tracks it`,
          fix: `add { kind: ${object.kind}, name: ${object.name} } to spec.orphanedResources.ignore`,
        });
      }
    }
    return findings.judgement();
  },
};

const needless: Rule = {
  code: 'project/orphan-ignore-needless',
  severity: 'info',
  holds: 'an entry of the orphans to ignore for something that has an owner or is tracked says why it is kept',
  why: 'Argo CD never takes such an object for an orphan, so the entry does nothing, and readers believe that it protects.',
  bad: {
    files: {
      ...good.files,
      'projects/shop.yaml': watching('{ kind: Secret, name: shop-tls }', '{ kind: ConfigMap, name: shop }'),
      'shop/settings.yaml': manifest('v1', 'ConfigMap', 'name: shop', 'data: { greeting: hello }'),
    },
    found: [{ file: 'projects/shop.yaml', line: 11 }],
  },
  good,
  judge: (question) => {
    const findings = new Findings();
    for (const { project: each, ignore, present } of watched(question)) {
      ignore.forEach((entry, index) => {
        const { kind, name } = entry;
        if (!isConcrete(entry) || !kind || !name || hasOrphanReason(each, kind, name)) return;
        const named = present.filter((object) => fits(entry, object));
        const [known] = named;
        if (known?.known === undefined || named.some((object) => object.known === undefined)) return;
        findings.add({
          at: each,
          path: ['spec', 'orphanedResources', 'ignore', index],
          message: `project ${each.name} ignores ${kind} ${name} as an orphan, which it cannot be: ${known.known}`,
          fix: `remove the entry, or give the reason in the annotation ${REASONS}: "orphans ${kind} ${name}: ..."`,
        });
      });
    }
    return findings.judgement();
  },
};

const CLAIM = (annotations: string) =>
  manifest(
    'v1',
    'PersistentVolumeClaim',
    `name: data${annotations}`,
    'spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }',
  );

const notProtection: Rule = {
  code: 'project/orphan-ignore-is-not-protection',
  severity: 'warning',
  holds: 'a claim or Secret is not protected by an entry among the orphans to ignore alone',
  why: 'The entry silences a warning. It keeps no sync from pruning the object and no Application from taking it along.',
  bad: {
    files: {
      ...good.files,
      'apps/shop.yaml': application('shop', { project: 'shop', prune: true }),
      'projects/shop.yaml': watching('{ kind: Secret, name: shop-tls }', '{ kind: PersistentVolumeClaim, name: data }'),
      'shop/data.yaml': CLAIM(''),
    },
    found: [{ file: 'projects/shop.yaml', line: 11 }],
  },
  good: {
    files: {
      ...good.files,
      'apps/shop.yaml': application('shop', { project: 'shop', prune: true }),
      'shop/data.yaml': CLAIM(', annotations: { argocd.argoproj.io/sync-options: "Prune=false,Delete=false" }'),
    },
  },
  judge: (question) => {
    const findings = new Findings();
    for (const { project: each, ignore, present } of watched(question)) {
      ignore.forEach((entry, index) => {
        const { kind, name } = entry;
        if (!isConcrete(entry) || !kind || !name || !/^(PersistentVolumeClaim|Secret)$/.test(kind)) return;
        const found = present.find((object) => object.delivery !== undefined && fits(entry, object))?.delivery;
        if (found === undefined || !prunes(found.application)) return;
        if (isProtected(question.repository, found, 'Prune') !== false) return;
        findings.add({
          at: each,
          path: ['spec', 'orphanedResources', 'ignore', index],
          message: `project ${each.name} ignores ${kind} ${name} as an orphan, and Application ${found.application.manifest.name} prunes it all the same`,
          fix: 'annotate the object with argocd.argoproj.io/sync-options: Prune=false,Delete=false',
        });
      });
    }
    return findings.judgement();
  },
};

export const projectOrphanRules: readonly Rule[] = [stale, missing, needless, notProtection];
