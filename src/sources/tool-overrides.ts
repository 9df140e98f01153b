import { load } from 'js-yaml';
import type { ApplicationSource } from '../argocd/application';
import { find } from './tool-files';

/** How the names of such files begin. */
export const OVERRIDES = '.argocd-source';

/** A source as Argo CD renders it, or why it renders nothing. */
export type Overridden = { readonly source: ApplicationSource } | { readonly failure: string };

/**
 * A source with what `.argocd-source.yaml` and `.argocd-source-<application>.yaml` in its folder say of its tools,
 * merged as a JSON merge patch. Where the source is from, they cannot say.
 */
export function withOverrides(
  source: ApplicationSource,
  { root, path, application }: { readonly root: string; readonly path: string; readonly application: string },
): Overridden {
  let merged: unknown = source;
  for (const name of [`${OVERRIDES}.yaml`, `${OVERRIDES}-${application}.yaml`]) {
    const file = path === '.' ? name : `${path}/${name}`;
    const found = find(root, file);
    if (found.kind === 'absent' || found.kind === 'folder') continue;
    if (found.kind !== 'file') return { failure: `${file} cannot be read` };
    try {
      merged = mergePatch(merged, load(found.content.toString('utf8')));
    } catch {
      return { failure: `${file} is not YAML` };
    }
    if (!isMapping(merged)) return { failure: `${file} is no mapping` };
  }
  return { source: merged === source ? source : { ...toolsOf(merged), ...whereabouts(source) } };
}

function toolsOf(merged: unknown): ApplicationSource {
  return (isMapping(merged) ? without(merged, PLACE) : {}) as ApplicationSource;
}

function whereabouts(source: ApplicationSource): ApplicationSource {
  return Object.fromEntries(Object.entries(source).filter(([name]) => PLACE.includes(name)));
}

function without(mapping: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).filter(([name]) => !names.includes(name)));
}

const PLACE: readonly string[] = ['repoURL', 'path', 'chart', 'targetRevision'];

function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isMapping(patch)) return patch;
  const merged: Record<string, unknown> = isMapping(value) ? { ...value } : {};
  for (const [key, change] of Object.entries(patch)) {
    if (change === null) delete merged[key];
    else Object.defineProperty(merged, key, { ...OWN, value: mergePatch(merged[key], change) });
  }
  return merged;
}

/** A key `__proto__` is a key like any other. */
const OWN = { enumerable: true, configurable: true, writable: true };

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
