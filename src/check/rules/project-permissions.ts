import type { AppProject } from '../../argocd/app-project';
import type { ApplicationSource } from '../../argocd/application';
import { IN_CLUSTER } from '../../argocd/cluster';
import { permitsDestination } from '../../argocd/project-destinations';
import { permitsKind } from '../../argocd/project-resources';
import { permitsSource } from '../../argocd/project-sources';
import { validateProject } from '../../argocd/project-validation';
import { both, either, isUnknown, unknown, type Verdict } from '../../argocd/unknown';
import type { DeliveredApplication, Repository } from '../../sources/model';
import { answer, Findings, releaseOf } from '../answers';
import { placeIn } from '../application-place';
import { writtenSources } from '../application-sources';
import {
  called,
  clusterOf,
  type Delivery,
  deliveriesOf,
  destinationNamespace,
  isLeftOpen,
  specOf,
  syncOptionsOfApplication,
} from '../delivery';
import { asExternal, isDeclared, isThereAnyway, namespacesMade } from '../existing';
import { textAt } from '../reading';
import type { Rule } from '../rule';
import { settingOf } from '../settings';
import { wellFormedProject } from '../well-formed-project';
import { application, configMap, manifest, project } from './example';

/** A project as its manifest says it; Argo CD's rules take anything apart. */
function projectOf({ project }: DeliveredApplication): AppProject | undefined {
  return project && wellFormedProject(project);
}

/** What a global project permits, or takes away, cannot be told: its selector stands in text. */
function withGlobals(repository: Repository, verdict: Verdict): Verdict {
  if (verdict === true || typeof settingOf(repository, 'globalProjects') !== 'object') return verdict;
  return unknown('what the global projects of argocd-cm add');
}

const projectMissing: Rule = {
  code: 'project/missing',
  severity: 'error',
  holds: "every Application's AppProject is in the repository or declared external",
  why: 'Argo CD syncs no Application of a project that does not exist; it says so in a condition of the Application.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }),
      'projects/web.yaml': project('web', 'sourceRepos: [https://git.example/platform]'),
      'shop/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'apps/shop.yaml', line: 5 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }),
      'projects/shop.yaml': project(
        'shop',
        'sourceRepos: [https://git.example/platform]',
        'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
      ),
      'shop/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of repository.applications) {
      const name = textAt(specOf(each), 'project') ?? 'default';
      // Argo CD makes this one itself.
      if (each.project !== undefined || name === 'default') continue;
      if (isDeclared(repository, { group: 'argoproj.io', kind: 'AppProject', name })) continue;
      if (repository.projects.length === 0) {
        findings.cannotTell({
          what: `what AppProject ${name} permits`,
          why: 'the repository has no AppProject',
          declare: asExternal({ kind: 'AppProject', name }),
        });
        continue;
      }
      findings.add({
        ...placeIn(each, ['spec', 'project']),
        message: `Application ${called(each)} is of project ${JSON.stringify(name)}, which is not in the repository`,
        fix: `add the AppProject ${name}, name one of ${projectNames(repository)}, or declare it under external`,
      });
    }
    return findings.judgement();
  },
};

function projectNames({ projects }: Repository): string {
  const names = projects.map(({ name }) => name).sort();
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} ...` : names.join(', ');
}

const projectInvalid: Rule = {
  code: 'project/invalid',
  severity: 'error',
  holds: "every AppProject passes Argo CD's own validation",
  why: 'Argo CD stops every Application of a project that it does not accept.',
  bad: {
    files: {
      'projects/shop.yaml': project('shop', 'sourceRepos:', '  - https://git.example/platform', "  - '!*'"),
    },
    found: [{ file: 'projects/shop.yaml', line: 5 }],
  },
  good: { files: { 'projects/shop.yaml': project('shop', 'sourceRepos:', '  - https://git.example/platform') } },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of repository.projects) {
      for (const problem of validateProject(wellFormedProject(each), releaseOf(repository))) {
        if (isUnknown(problem)) findings.cannotTell({ what: `AppProject ${each.name}`, why: problem.unknown });
        else {
          findings.add({
            at: each,
            path: ['spec', problem.field],
            message: `Argo CD refuses project ${each.name}: ${problem.field}: ${problem.message}`,
            fix: 'mend or remove that entry',
          });
        }
      }
    }
    return findings.judgement();
  },
};

const sourceDenied: Rule = {
  code: 'project/source-denied',
  severity: 'error',
  holds: 'the project of every Application permits all its repositories',
  why: 'Argo CD stops every sync of an Application whose repository its project does not permit.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }),
      'projects/shop.yaml': project(
        'shop',
        'sourceRepos: [https://git.example/shop]',
        'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
      ),
      'shop/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'apps/shop.yaml', line: 6 }],
  },
  good: projectMissing.good,
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of repository.applications) {
      const permitting = projectOf(each);
      if (permitting === undefined) continue;
      for (const { source, path } of writtenSources(each, releaseOf(repository))) {
        const { repoURL } = source as ApplicationSource;
        if (typeof repoURL !== 'string' || repoURL === '') continue;
        const name = each.project?.name;
        findings.unless(
          withGlobals(repository, permitsSource(permitting, repoURL)),
          `whether project ${name} permits ${withoutPassword(repoURL)}`,
          () => ({
            ...placeIn(each, [...path, 'repoURL']),
            message: `project ${name} does not permit the repository ${withoutPassword(repoURL)} of Application ${called(each)}`,
            fix: `add it to spec.sourceRepos of project ${name}, or name a project that permits it`,
          }),
        );
      }
    }
    return findings.judgement();
  },
};

function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^@/]*@/i, '$1');
}

/**
 * Whether a project permits a namespace of an Application's cluster. Of a cluster that nobody declared either its
 * server or its name is not known, and entries for the other may fit.
 */
function permitsNamespace(repository: Repository, each: DeliveredApplication, namespace: string): Verdict {
  const permitting = projectOf(each);
  if (permitting === undefined) return true;
  const server = clusterOf(repository, each);
  const declared = [...repository.declarations.clusters, IN_CLUSTER].find((cluster) => cluster.server === server);
  if (declared !== undefined) {
    return answer(repository, (version) => {
      const destination = { server, name: declared.name, namespace };
      const verdict = permitsDestination(
        { ...permitting, spec: { ...permitting.spec, permitOnlyProjectScopedClusters: false } },
        destination,
        version,
      );
      return withGlobals(repository, verdict);
    });
  }
  const isServer = textAt(specOf(each), 'destination', 'server') !== undefined;
  const [known, other] = isServer ? (['server', 'name'] as const) : (['name', 'server'] as const);
  const entries = permitting.spec?.destinations ?? [];
  const verdict = answer(repository, (version) =>
    permitsDestination(permitting, { [known]: server, [other]: 'https://not-known.invalid', namespace }, version),
  );
  // What matches a cluster that does not exist matches every one.
  if (verdict === true || !entries.some((entry) => entry[other])) return withGlobals(repository, verdict);
  return unknown(`which ${other} the cluster ${server} has`);
}

const destinationDenied: Rule = {
  code: 'project/destination-denied',
  severity: 'error',
  holds: 'the project of every Application permits its destination, and the namespace of everything that it delivers',
  why: 'Argo CD syncs nothing to a destination that the project does not permit, and fails the sync of an object there.',
  bad: {
    files: {
      ...projectMissing.good.files,
      'shop/greeting.yaml': configMap('greeting', 'web'),
    },
    found: [{ file: 'shop/greeting.yaml', line: 3 }],
  },
  good: projectMissing.good,
  judge: ({ repository }) => {
    const findings = new Findings();
    const refused = new Set<DeliveredApplication>();
    for (const each of repository.applications) {
      if (each.project === undefined) continue;
      const namespace = destinationNamespace(each);
      const cluster = clusterOf(repository, each);
      const verdict = permitsNamespace(repository, each, namespace);
      if (verdict === false) refused.add(each);
      findings.unless(
        verdict,
        `whether project ${each.project.name} permits the namespace ${namespace} of ${cluster}`,
        () => ({
          ...placeIn(each, ['spec', 'destination', 'namespace']),
          message: `project ${each.project?.name} does not permit the namespace ${JSON.stringify(namespace)} of ${cluster} to Application ${called(each)}`,
          fix: `add it to spec.destinations of project ${each.project?.name}, or deliver to one that it permits`,
        }),
        'clusters',
      );
    }
    for (const { manifest: object, application: each, namespace, scope } of deliveriesOf(repository)) {
      if (scope !== 'namespaced' || each.project === undefined || refused.has(each)) continue;
      if (namespace === destinationNamespace(each) || permitsNamespace(repository, each, namespace) !== false) continue;
      findings.add({
        at: object,
        path: ['metadata', 'namespace'],
        message: `project ${each.project.name} does not permit the namespace ${JSON.stringify(namespace)}, into which Application ${called(each)} delivers ${object.kind} ${object.name}`,
        fix: `add it to spec.destinations of project ${each.project.name}, or move the object`,
      });
    }
    return findings.judgement();
  },
};

function permitsDelivery(
  repository: Repository,
  { manifest: { group, kind, name }, application: each, scope }: Delivery,
): Verdict {
  const permitting = projectOf(each);
  if (permitting === undefined) return true;
  const verdicts = (scope === 'unknown' ? (['namespaced', 'cluster'] as const) : ([scope] as const)).map((each) =>
    answer(repository, (version) => permitsKind(permitting, { group, kind, name }, each, version)),
  );
  if (both(...verdicts) === either(...verdicts)) return withGlobals(repository, both(...verdicts));
  return unknown(`whether the kind ${kind} of ${group} has namespaces`);
}

const resourceDenied: Rule = {
  code: 'project/resource-denied',
  severity: 'error',
  holds: 'the project of every Application permits every kind that it delivers',
  why: 'A sync fails as a whole for one kind that the project does not permit, and live objects of such a kind are not seen: neither compared nor removed. A whitelist narrowed by accident stops PersistentVolumes days later.',
  bad: {
    files: {
      ...projectMissing.good.files,
      'shop/volume.yaml': manifest('v1', 'PersistentVolume', 'name: shop'),
    },
    found: [{ file: 'shop/volume.yaml', line: 2 }],
  },
  good: {
    files: {
      ...projectMissing.good.files,
      'projects/shop.yaml': project(
        'shop',
        'sourceRepos: [https://git.example/platform]',
        'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
        "clusterResourceWhitelist: [{ group: '', kind: PersistentVolume }]",
      ),
      'shop/volume.yaml': manifest(
        'v1',
        'PersistentVolume',
        'name: shop, annotations: { argocd.argoproj.io/sync-options: "Prune=false,Delete=false" }',
      ),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      const { manifest: object, application: each, scope } = delivery;
      const list = scope === 'cluster' ? 'clusterResourceWhitelist' : 'namespaceResourceWhitelist';
      const kind = object.group === '' ? object.kind : `${object.kind} of ${object.group}`;
      const name = each.project?.name;
      findings.unless(permitsDelivery(repository, delivery), `whether project ${name} permits ${kind}`, () => ({
        at: object,
        path: ['kind'],
        message: `project ${name} does not permit the kind ${kind}, which Application ${called(each)} delivers`,
        fix: `grant it in spec.${list} of project ${name} (and in no blacklist), or take it out of the Application`,
      }));
    }
    return findings.judgement();
  },
};

const createNamespaceDenied: Rule = {
  code: 'project/create-namespace-denied',
  severity: 'error',
  holds:
    'CreateNamespace=true stands only where the project permits Namespaces, or another Application declares the namespace',
  why: 'The Namespace that CreateNamespace=true makes is judged as a cluster-scoped object: without a grant the whole sync fails.',
  bad: {
    files: {
      ...projectMissing.good.files,
      'apps/shop.yaml': application('shop', { project: 'shop', options: ['CreateNamespace=true'] }),
    },
    found: [{ file: 'apps/shop.yaml', line: 9 }],
  },
  good: {
    files: {
      ...projectMissing.good.files,
      'apps/shop.yaml': application('shop', { project: 'shop', options: ['CreateNamespace=true'] }),
      'projects/shop.yaml': project(
        'shop',
        'sourceRepos: [https://git.example/platform]',
        'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
        "clusterResourceWhitelist: [{ group: '', kind: Namespace }]",
      ),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of repository.applications) {
      const permitting = projectOf(each);
      const namespace = destinationNamespace(each);
      const option = syncOptionsOfApplication(each).indexOf('CreateNamespace=true');
      // A namespace that a template leaves open is told by another rule.
      if (option < 0 || permitting === undefined || namespace === '' || isLeftOpen(namespace)) continue;
      if (namespacesMade(repository).declared.has(`${clusterOf(repository, each)} ${namespace}`)) continue;
      if (
        isDeclared(repository, { group: '', kind: 'Namespace', name: namespace }) ||
        isThereAnyway(repository, namespace)
      )
        continue;
      const verdict = answer(repository, (version) =>
        permitsKind(permitting, { group: '', kind: 'Namespace', name: namespace }, 'cluster', version),
      );
      findings.unless(
        withGlobals(repository, verdict),
        `whether project ${each.project?.name} permits Namespace ${namespace}`,
        () => ({
          ...placeIn(each, ['spec', 'syncPolicy', 'syncOptions', option]),
          message: `Application ${called(each)} is to create the namespace ${namespace}, but project ${each.project?.name} does not permit Namespaces`,
          fix: `add kind Namespace to spec.clusterResourceWhitelist of project ${each.project?.name}, or declare the namespace in an Application of an earlier wave`,
        }),
      );
    }
    return findings.judgement();
  },
};

export const projectPermissionRules: readonly Rule[] = [
  projectMissing,
  projectInvalid,
  sourceDenied,
  destinationDenied,
  resourceDenied,
  createNamespaceDenied,
];
