import type { AppProject } from '../argocd/app-project';
import type { Manifest } from '../sources/model';
import { fields, items } from './reading';

const TEXTS = ['sourceRepos', 'sourceNamespaces'];

/** A project without what has not the shape of its field: people write anything, and the cluster refuses it. */
export function wellFormedProject({ object }: Manifest): AppProject {
  const spec = Object.entries(fields(object.spec)).flatMap(([field, value]) => {
    if (field === 'orphanedResources' && value)
      return [[field, { ...fields(value), ignore: maps(fields(value).ignore) }]];
    if (!Array.isArray(value)) return typeof value === 'object' ? [] : [[field, value]];
    return [[field, TEXTS.includes(field) ? value.filter((item) => typeof item === 'string') : maps(value)]];
  });
  return { metadata: object.metadata as AppProject['metadata'], spec: Object.fromEntries(spec) } as AppProject;
}

function maps(value: unknown): readonly unknown[] {
  return items(value).filter((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
}
