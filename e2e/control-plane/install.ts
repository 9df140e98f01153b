import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Cluster, Manifest } from '../cluster/cluster';
import { until } from '../cluster/until';
import { standIns } from '../stand-ins/allow-list';
import { built, moduleFile } from '../tools/cache';
import { type ArgoCdVersion, argoCdVersions } from '../tools/versions';

interface Definition extends Manifest {
  readonly metadata: Manifest['metadata'] & { readonly labels?: object };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean }[];
  };
}

/** What a node's kubelet would do, and what other controllers would: one file of kwok's Stages. */
export function writeStages(file: string): void {
  const kwok = ['pod/fast', 'node/fast'].map((folder) => moduleFile('kwok', join('kustomize/stage', folder)));
  const files = [...kwok, join(__dirname, '../stand-ins/stages')].flatMap(manifestFiles);
  const listed = files.filter((path) => `stage ${basename(path, '.yaml')}` in standIns);
  writeFileSync(file, listed.map((path) => readFileSync(path, 'utf8')).join('\n---\n'));
}

/** What has to be there before controllers start: namespaces, a node, custom resources, Argo CD's own configuration. */
export async function installCentre(cluster: Cluster, version: ArgoCdVersion): Promise<void> {
  const base = { apiVersion: 'v1', kind: 'Namespace' };
  for (const name of ['argocd', 'kube-system']) await cluster.apply({ ...base, metadata: { name } });
  await installEdge(cluster);
  const folders = [
    built(argoCdVersions[version]).file('manifests/crds'),
    moduleFile('sealed-secrets', 'helm/sealed-secrets/crds'),
  ];
  await serveAll(cluster, folders.flatMap(manifestFiles));
  const configuration = argoCdConfiguration(version);
  await Promise.all(configuration.map((manifest) => cluster.apply(manifest, 'argocd-installation')));
}

/** What every cluster has: a node, and the custom resources that kwok's Stages speak of. */
export async function installEdge(cluster: Cluster): Promise<void> {
  await cluster.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-1' } });
  await serveAll(
    cluster,
    ['certificates', 'clusterissuers'].map((kind) => moduleFile('cert-manager', `deploy/crds/crd-${kind}.yaml`)),
  );
  // kwok asks for it when it starts, and ends without.
  await until('cert-manager.io/v1 to be described', 30, async () => {
    return (await cluster.describes('cert-manager.io/v1')) || undefined;
  });
}

async function serveAll(cluster: Cluster, files: readonly string[]): Promise<void> {
  const definitions = files.flatMap(manifests).filter(isDefinition);
  await Promise.all(definitions.map((definition) => serve(cluster, definition)));
}

/** Some definitions are templates of a chart, which leave their marks in labels only. */
async function serve(cluster: Cluster, definition: Definition): Promise<void> {
  const { labels: _, ...metadata } = definition.metadata;
  await cluster.apply({ ...definition, metadata }, 'installation');
  const { group, names, versions } = definition.spec;
  for (const { name } of versions.filter(({ served }) => served)) {
    await until(`${metadata.name} to be served as ${name}`, 30, async () => {
      return (await cluster.serves(`${group}/${name}`, names.kind)) || undefined;
    });
  }
}

function isDefinition(manifest: Manifest): manifest is Definition {
  return manifest.kind === 'CustomResourceDefinition';
}

function argoCdConfiguration(version: ArgoCdVersion): Manifest[] {
  const base = (folder: string) => built(argoCdVersions[version]).file(join('manifests/base', folder));
  const configuration = ['config', 'notification']
    .flatMap((folder) => manifestFiles(base(folder)))
    .flatMap(manifests)
    .filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret')
    .map((manifest) => ({ ...manifest, metadata: { ...manifest.metadata, namespace: 'argocd' } }));
  const project = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default', namespace: 'argocd' },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  };
  return [...configuration.map(withServerKey), project];
}

/** argocd-server would make itself a key; it does not run here. */
function withServerKey(manifest: Manifest): Manifest {
  if (manifest.metadata.name !== 'argocd-secret') return manifest;
  const key = { stringData: { 'server.secretkey': 'not a secret: nobody signs in here' } };
  return { ...manifest, ...key };
}

function manifests(file: string): Manifest[] {
  const documents = loadAll(readFileSync(file, 'utf8')) as (Manifest | null | undefined)[];
  return documents.filter((manifest) => manifest !== null && manifest !== undefined);
}

function manifestFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => join(folder, name));
}
