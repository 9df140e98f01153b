import { posix } from 'node:path';
import { readDocuments } from './documents';
import { isMapping } from './manifest-files';
import type { Manifest } from './model';
import { cleanPath, type Finder, type Tree } from './tree';

/** Files that look like manifests and are none by themselves: templates of charts, patches of Kustomize. */
export interface Bystanders {
  readonly has: (file: string) => boolean;
  /** Files that a kustomization takes in as resources: what comes out of it may be named otherwise. */
  readonly kustomized: ReadonlySet<string>;
}

export function bystandersIn(tree: Tree, finder: Finder): Bystanders {
  const charts = new Set<string>();
  const patches = new Set<string>();
  const kustomized = new Set<string>();
  for (const [path, { kind }] of tree.entries) {
    const name = posix.basename(path);
    if (name === 'Chart.yaml' && kind === 'file') charts.add(posix.dirname(path));
    if (!KUSTOMIZATIONS.has(name) || kind !== 'file') continue;
    const { resources, others } = filesOf(path, tree.read(path).toString('utf8'), finder);
    patches.add(path);
    for (const file of others) patches.add(file);
    for (const file of resources) kustomized.add(file);
  }
  return { has: (file) => patches.has(file) || isOfChart(file, charts), kustomized };
}

/** Whether an object is for a tool to read, and no cluster has its kind. */
export function isForTools({ group, kind, object }: Manifest): boolean {
  return TOOL_GROUPS.has(group) || (group === '' && kind === 'Config' && object.metadata === undefined);
}

function isOfChart(file: string, charts: ReadonlySet<string>): boolean {
  const parts = file.split('/');
  return parts.some((part, at) => CHART_FOLDERS.has(part) && charts.has(parts.slice(0, at).join('/') || '.'));
}

function filesOf(
  path: string,
  text: string,
  finder: Finder,
): { readonly resources: string[]; readonly others: string[] } {
  const found = { resources: [] as string[], others: [] as string[] };
  const folder = posix.dirname(path);
  const add = (to: string[], written: unknown): void => {
    if (typeof written !== 'string' || written.includes('\n')) return;
    const file = cleanPath(posix.join(folder, written));
    if (file !== undefined && finder.resolve(file).is === 'file') to.push(file);
  };
  for (const { value } of readDocuments(text).documents) {
    if (!isMapping(value)) continue;
    for (const [field, items] of Object.entries(value)) {
      if (!Array.isArray(items)) continue;
      for (const item of items)
        add(field === 'resources' ? found.resources : found.others, isMapping(item) ? item.path : item);
    }
  }
  return found;
}

export const KUSTOMIZATIONS: ReadonlySet<string> = new Set([
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
]);
const CHART_FOLDERS: ReadonlySet<string> = new Set(['templates', 'crds', 'charts']);
const TOOL_GROUPS: ReadonlySet<string> = new Set([
  'kustomize.config.k8s.io',
  'backstage.io',
  'kind.x-k8s.io',
  'k3d.io',
  'kubeadm.k8s.io',
  'skaffold',
]);
