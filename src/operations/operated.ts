import { fields, text, valueAt } from '../check/reading';
import type { Manifest, Repository } from '../sources/model';

/** A platform as whoever operates it looks at it: in the files that Argo CD pulls, or in the cluster. */
export interface Operated {
  readonly from: 'dist' | 'cluster';
  readonly applications: readonly OperatedApplication[];
  /** Whether a folder or file stands at a path of the repository; absent where that cannot be told. */
  readonly has?: (path: string) => boolean;
}

export interface OperatedApplication {
  readonly manifest: Manifest;
  /** The environment that its label `env` names; empty where it has none. */
  readonly environment: string;
  readonly content: readonly Manifest[];
  /** Why a part of its content is not here. */
  readonly notKnown: readonly string[];
}

/** A platform as its files say it is. */
export function operatedIn({ applications, at }: Repository): Operated {
  return {
    from: 'dist',
    applications: applications.map(({ manifest, content }) => ({
      manifest,
      environment: environmentOf(manifest),
      content: content.flatMap((each) => ('manifests' in each ? each.manifests : [])),
      notKnown: content.flatMap((each) => ('notKnown' in each ? [each.notKnown.why] : [])),
    })),
    has: (path) => at(path) !== undefined,
  };
}

export function environmentOf({ object }: Manifest): string {
  return text(valueAt(object, 'metadata', 'labels', 'env'));
}

/** The names of all environments. */
export function environmentsOf({ applications }: Operated): readonly string[] {
  return [...new Set(applications.map(({ environment }) => environment))].filter((name) => name !== '').toSorted();
}

/** `Kind namespace/name`, as messages call an object. */
export function called({ kind, namespace, name }: Pick<Manifest, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** Every text in an object, and where it stands, a path with points. */
export function textsIn(value: unknown, at = ''): readonly { readonly at: string; readonly text: string }[] {
  if (typeof value === 'string') return [{ at, text: value }];
  const entries = Array.isArray(value) ? value.entries() : Object.entries(fields(value));
  return [...entries].flatMap(([key, inner]) => textsIn(inner, at === '' ? `${key}` : `${at}.${key}`));
}
