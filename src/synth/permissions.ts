import { ApiObject, type Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { AppProject, type ProjectUse } from '../../constructs/app-project';
import { isClusterScoped } from '../../constructs/cluster-scope';
import { platformOf } from '../../constructs/scope';
import type { AppProject as ProjectManifest } from '../argocd/app-project';
import { permitsDestination } from '../argocd/project-destinations';
import { permitsResource } from '../argocd/project-resources';
import { permitsSource } from '../argocd/project-sources';
import type { Finding } from '../finding';
import type { Rendering } from './render';

/**
 * What Applications need and their AppProject does not permit, by Argo CD's own matching: it would refuse every sync.
 * Where Argo CD itself makes the Applications, or a foreign chart the objects, nothing can be told here.
 */
export function permissionFindings({ constructs, charts }: Rendering): Finding[] {
  const projects = constructs.filter((construct) => construct instanceof AppProject);
  if (projects.length === 0) return [];
  const manifests = new Map(
    charts
      .flatMap((chart) => chart.manifests.filter(({ kind }) => kind === 'AppProject'))
      .map(({ constructPath, object }) => [constructPath, object] as const),
  );
  return projects.flatMap((project) => {
    const manifest: ProjectManifest | undefined = manifests.get(`${project.node.path}/Default`);
    return manifest ? project.uses.flatMap((use) => denied(project, manifest, use)) : [];
  });
}

function denied(project: AppProject, manifest: ProjectManifest, use: ProjectUse): Finding[] {
  const { version } = platformOf(project).instance;
  const { server } = use.namespace.environment.cluster;
  const destination = { server, namespace: use.namespace.name };
  const where = use.by.node.path;
  const isTemplate = destination.namespace.includes('{{');
  const sources = use.source.sources
    .filter(({ repoURL }) => permitsSource(manifest, repoURL) === false)
    .map(({ repoURL }) => refusal(where, project, repoURL, 'project/source-denied'));
  if (!isTemplate && permitsDestination(manifest, destination, version) === false) {
    const what = `namespace ${destination.namespace} on ${server}`;
    return [...sources, refusal(where, project, what, 'project/destination-denied')];
  }
  const resources = use.source.content ? objectsOf(use.source.content) : [];
  return [
    ...sources,
    ...resources
      .map((object) => ({ object, resource: resourceOf(object, destination.namespace) }))
      .filter(({ resource }) => permitsResource(manifest, resource, { server }, version) === false)
      .map(({ object, resource }) => {
        const home = resource.namespace === null ? '' : ` in namespace ${resource.namespace}`;
        return refusal(object.node.path, project, `${object.kind} ${object.name}${home}`, 'project/resource-denied');
      }),
  ];
}

function refusal(where: string, project: AppProject, what: string, code: string): Finding {
  return {
    where,
    message: `project ${project.name} does not permit ${what}, so Argo CD would refuse to sync it`,
    fix: `grant it in ${project.node.path}, or use what is granted there`,
    code,
  };
}

function objectsOf(content: Chart): ApiObject[] {
  return content.node.findAll().filter((construct: IConstruct) => ApiObject.isApiObject(construct));
}

function resourceOf(object: ApiObject, destination: string) {
  const group = object.apiGroup === 'core' ? '' : object.apiGroup;
  const identity = { group, kind: object.kind, name: object.name };
  return isClusterScoped(identity)
    ? { ...identity, namespace: null }
    : { ...identity, namespace: object.metadata.namespace ?? destination };
}
