import { IN_CLUSTER } from '../../argocd/cluster';
import { permitsDestination } from '../../argocd/project-destinations';
import type { DeliveredApplication, Manifest, Repository } from '../../sources/model';
import { answer, Findings } from '../answers';
import { placeIn } from '../application-place';
import { called, clusterOf, deliveriesOf, destinationNamespace, lineage, manifestsOf } from '../delivery';
import { environmentOf, environmentsOf, namespacesOf } from '../environments';
import { groupBy, once } from '../reading';
import { hasReason, REASONS } from '../reasons';
import type { Rule } from '../rule';
import { wellFormedProject } from '../well-formed-project';
import { application, configMap, project } from './example';

const bootstrapCircle: Rule = {
  code: 'project/bootstrap-circle',
  severity: 'error',
  holds: "a root Application's project exists outside of what that root itself syncs",
  why: 'Nothing syncs without its project: a root that has to bring its own never starts, and one that prunes it cannot even be deleted.',
  bad: {
    files: {
      'root.yaml': application('root', { project: 'roots', path: 'apps', namespace: 'argocd' }),
      'apps/project.yaml': project(
        'roots',
        'sourceRepos: [https://git.example/platform]',
        'destinations: [{ server: https://kubernetes.default.svc, namespace: argocd }]',
      ),
    },
    found: [{ file: 'root.yaml', line: 5 }],
  },
  good: {
    files: {
      'root.yaml': application('root', { project: 'roots', path: 'apps', namespace: 'argocd' }),
      'bootstrap/project.yaml': project(
        'roots',
        'sourceRepos: [https://git.example/platform]',
        'destinations: [{ server: https://kubernetes.default.svc, namespace: argocd }]',
      ),
      'apps/shop.yaml': application('shop'),
      'shop/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const { manifest: object, application: each } of deliveriesOf(repository)) {
      if (object.kind !== 'AppProject' || object.group !== 'argoproj.io') continue;
      const [root] = lineage(each);
      if (root?.project === undefined || root.project.name !== object.name) continue;
      findings.add({
        ...placeIn(root, ['spec', 'project']),
        message: `root Application ${called(root)} is of project ${object.name}, which it delivers itself${each === root ? '' : `, by Application ${called(each)}`}`,
        fix: 'apply that AppProject before the root, from a folder that no Application reaches, or put the root into another project',
      });
    }
    return findings.judgement();
  },
};

const applicationsByProject = once((repository: Repository) =>
  groupBy(
    repository.applications.filter((each) => each.project !== undefined),
    ({ project }) => project?.name ?? '',
  ),
);

export function applicationsOf(repository: Repository, project: Manifest): readonly DeliveredApplication[] {
  return applicationsByProject(repository).get(project.name) ?? [];
}

/** Whether an Application is about Argo CD itself: it makes Applications, or goes to Argo CD's own namespace. */
function isControlPlane(repository: Repository, each: DeliveredApplication): boolean {
  return (
    destinationNamespace(each) === repository.argocdNamespace ||
    manifestsOf(each).some(
      ({ group, kind }) => group === 'argoproj.io' && /^(Application|ApplicationSet|AppProject)$/.test(kind),
    )
  );
}

const controlPlaneReachable: Rule = {
  code: 'project/control-plane-reachable',
  severity: 'error',
  holds: "no workload project reaches Argo CD's own namespace",
  why: "Who may deliver to Argo CD's namespace may deliver an Application of any project there, and so anything anywhere.",
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }),
      'projects/shop.yaml': project(
        'shop',
        'sourceRepos: [https://git.example/platform]',
        'destinations:',
        "  - { server: https://kubernetes.default.svc, namespace: '[a-s]*' }",
      ),
      'shop/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'projects/shop.yaml', line: 7 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }),
      'projects/shop.yaml': project(
        'shop',
        'sourceRepos: [https://git.example/platform]',
        'destinations:',
        "  - { server: https://kubernetes.default.svc, namespace: 'shop*' }",
      ),
      'shop/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const namespace = repository.argocdNamespace;
    for (const each of repository.projects) {
      const applications = applicationsOf(repository, each);
      if (applications.length === 0 || applications.some((one) => isControlPlane(repository, one))) continue;
      if (hasReason(each, `namespace ${namespace}`)) continue;
      findings.unless(
        permitsInCluster(repository, each, namespace) === false,
        `whether project ${each.name} reaches ${namespace}`,
        () => ({
          at: each,
          path: ['spec', 'destinations', ...entryFor(repository, each, namespace)],
          message: `project ${each.name} permits ${namespace}, the namespace of Argo CD itself, and no Application of it needs that`,
          // A denial of the namespace would permit all others.
          fix: 'name the namespaces of its own Applications',
        }),
      );
    }
    return findings.judgement();
  },
};

function permitsInCluster(repository: Repository, project: Manifest, namespace: string) {
  return answer(repository, (version) =>
    permitsDestination(wellFormedProject(project), { ...IN_CLUSTER, namespace }, version),
  );
}

/** The entry of a project's destinations that lets it reach a namespace of Argo CD's cluster. */
function entryFor(repository: Repository, project: Manifest, namespace: string): readonly number[] {
  const entries = wellFormedProject(project).spec?.destinations ?? [];
  const index = entries.findIndex(
    (entry) =>
      answer(repository, (version) =>
        permitsDestination({ spec: { destinations: [entry] } }, { ...IN_CLUSTER, namespace }, version),
      ) === true,
  );
  return index < 0 ? [] : [index];
}

const crossEnvironment: Rule = {
  code: 'project/cross-environment',
  severity: 'error',
  holds: "no project of one environment reaches another environment's namespaces",
  why: 'The project is what keeps a slip in dev from touching prod: Argo CD checks nothing else.',
  bad: {
    files: {
      'apps/dev.yaml': application('shop-dev', { project: 'dev' }),
      'apps/prod.yaml': application('shop-prod', { project: 'prod' }),
      'projects/dev.yaml': project(
        'dev',
        'sourceRepos: [https://git.example/platform]',
        'destinations:',
        "  - { server: https://kubernetes.default.svc, namespace: 'shop-*' }",
      ),
      'projects/prod.yaml': project(
        'prod',
        'sourceRepos: [https://git.example/platform]',
        "destinations: [{ server: https://kubernetes.default.svc, namespace: '*-prod' }]",
      ),
      'shop-dev/greeting.yaml': configMap('greeting'),
      'shop-prod/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'projects/dev.yaml', line: 7 }],
  },
  good: {
    files: {
      'apps/dev.yaml': application('shop-dev', { project: 'dev' }),
      'apps/prod.yaml': application('shop-prod', { project: 'prod' }),
      'projects/dev.yaml': project(
        'dev',
        'sourceRepos: [https://git.example/platform]',
        'destinations:',
        "  - { server: https://kubernetes.default.svc, namespace: '*-dev' }",
      ),
      'projects/prod.yaml': project(
        'prod',
        'sourceRepos: [https://git.example/platform]',
        "destinations: [{ server: https://kubernetes.default.svc, namespace: '*-prod' }]",
      ),
      'shop-dev/greeting.yaml': configMap('greeting'),
      'shop-prod/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    if (environmentsOf(repository).length < 2) return findings.judgement();
    const served = [...namespacesOf(repository)].sort();
    for (const each of repository.projects) {
      const own = environmentServedBy(repository, each);
      if (own === undefined) continue;
      const foreign = served.find((namespace) => {
        const environment = environmentOf(repository, namespace);
        return (
          environment !== undefined && environment !== own && permitsInCluster(repository, each, namespace) === true
        );
      });
      if (foreign === undefined || hasReason(each, `namespace ${foreign}`)) continue;
      findings.add({
        at: each,
        path: ['spec', 'destinations', ...entryFor(repository, each, foreign)],
        message: `project ${each.name} serves ${own} only, and permits the namespace ${foreign} of ${environmentOf(repository, foreign)}`,
        fix: `permit the namespaces of ${own} only, or give the reason in its annotation ${REASONS}: "namespace ${foreign}: ..."`,
      });
    }
    return findings.judgement();
  },
};

/** The one environment that a project's Applications in Argo CD's own cluster go to. */
function environmentServedBy(repository: Repository, project: Manifest): string | undefined {
  const served = new Set(
    applicationsOf(repository, project)
      .filter((each) => clusterOf(repository, each) === IN_CLUSTER.server)
      .map((each) => environmentOf(repository, destinationNamespace(each))),
  );
  const [only] = served;
  return served.size === 1 ? only : undefined;
}

export const projectReachRules: readonly Rule[] = [bootstrapCircle, controlPlaneReachable, crossEnvironment];
