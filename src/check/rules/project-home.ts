import { permitsApplicationNamespace } from '../../argocd/source-namespaces';
import { Findings } from '../answers';
import { placeIn } from '../application-place';
import { called } from '../delivery';
import type { Rule } from '../rule';
import { wellFormedProject } from '../well-formed-project';
import { application, configMap, project } from './example';

const GRANTS = [
  'sourceRepos: [https://git.example/platform]',
  'destinations: [{ server: https://kubernetes.default.svc, namespace: shop }]',
];

const homeDenied: Rule = {
  code: 'project/home-denied',
  severity: 'error',
  holds: "an Application outside of Argo CD's own namespace is in one that its project permits",
  why: 'Argo CD refuses to compare or sync an Application from a namespace that is not in sourceNamespaces of its project: a team could otherwise take the rights of another.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }).replace('namespace: argocd', 'namespace: team-shop'),
      'projects/shop.yaml': project('shop', ...GRANTS, 'sourceNamespaces: [team-web]'),
      'shop/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'apps/shop.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop', { project: 'shop' }).replace('namespace: argocd', 'namespace: team-shop'),
      'projects/shop.yaml': project('shop', ...GRANTS, "sourceNamespaces: ['team-*']"),
      'shop/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of repository.applications) {
      const { manifest, project: permitting } = each;
      // A project can only be in Argo CD's own namespace.
      if (permitting === undefined || permitting.namespace === '') continue;
      findings.unless(
        permitsApplicationNamespace(wellFormedProject(permitting), manifest.namespace, permitting.namespace),
        `whether project ${permitting.name} permits Applications in ${manifest.namespace}`,
        () => ({
          ...placeIn(each, each.generatedBy === undefined ? ['metadata', 'namespace'] : ['spec', 'project']),
          message: `project ${permitting.name} does not permit Application ${called(each)} to be in namespace ${manifest.namespace}`,
          fix: `add ${manifest.namespace} to spec.sourceNamespaces of project ${permitting.name}, or move the Application to ${permitting.namespace}`,
        }),
      );
    }
    return findings.judgement();
  },
};

export const projectHomeRules: readonly Rule[] = [homeDenied];
