import type { ApplicationSource } from './application';
import { type RefSources, refSources } from './application-sources';
import { normalizeRepositoryUrl } from './repository-url';
import { type Unknown, unknown } from './unknown';
import type { ArgoVersion } from './version';

/** Where a value file or file parameter of a source is looked for, or why rendering fails for it. */
export type ValueFile =
  | { readonly written: string; readonly from: 'source' }
  | { readonly written: string; readonly from: 'ref'; readonly source: ApplicationSource; readonly path: string }
  | { readonly written: string; readonly from: 'refused'; readonly reason: string }
  | (Unknown & { readonly written: string; readonly from: 'unknown' });

/**
 * What one of several sources takes values from. `$name/path` is a path in the repository of the source with that ref;
 * in an Application with a single `source` it is an environment variable and no reference. All references to one
 * repository have to name one revision, and in the consuming source's own repository its very commit.
 */
export function valueFilesOf(
  source: ApplicationSource,
  sources: readonly ApplicationSource[],
  version: ArgoVersion,
): readonly ValueFile[] {
  const files = source.helm?.valueFiles ?? [];
  const parameters = (source.helm?.fileParameters ?? []).map(({ path }) => path ?? '');
  const revisions = new Map<string, string>();
  // Most sources refer to none, and thousands are asked.
  let refs: ReturnType<typeof refSources> | undefined;
  return [...files, ...parameters].map((written) => {
    if (!written.startsWith('$') || sources.length === 0) return { written, from: 'source' };
    refs ??= refSources(sources, version);
    if ('refused' in refs) return { written, from: 'refused', reason: refs.refused };
    return { written, ...follow(written, source, refs, revisions) };
  });
}

type Followed =
  | { readonly from: 'ref'; readonly source: ApplicationSource; readonly path: string }
  | { readonly from: 'refused'; readonly reason: string }
  | (Unknown & { readonly from: 'unknown' });

function follow(
  written: string,
  consumer: ApplicationSource,
  refs: RefSources,
  revisions: Map<string, string>,
): Followed {
  const [name = '', ...segments] = written.slice(1).split('/');
  const found = refs.get(name);
  if (found === undefined) return refused(`no source has the ref ${name}`);
  if (found.chart) return refused(`the source with the ref ${name} is a chart`);
  const repository = normalizeRepositoryUrl(found.repoURL ?? '');
  const revision = found.targetRevision ?? '';
  const before = revisions.get(repository);
  if (before !== undefined && before !== revision) {
    return refused(`the refs to ${found.repoURL} have the revisions ${before || 'HEAD'} and ${revision || 'HEAD'}`);
  }
  revisions.set(repository, revision);
  const path = inside(segments);
  if (path === undefined) return refused(`${written} leaves the repository`);
  const own = normalizeRepositoryUrl(consumer.repoURL ?? '') === repository;
  if (own && (consumer.targetRevision || 'HEAD') !== (revision || 'HEAD')) {
    const both = `${consumer.targetRevision || 'HEAD'} and ${revision || 'HEAD'}`;
    return { from: 'unknown', ...unknown(`whether ${both} of ${found.repoURL} are one commit`) };
  }
  return { from: 'ref', source: found, path };
}

function refused(reason: string): Followed {
  return { from: 'refused', reason };
}

/** The path from the root of the repository; undefined when it leads out. */
function inside(segments: readonly string[]): string | undefined {
  const path: string[] = [];
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') path.push(segment);
    else if (path.pop() === undefined) return undefined;
  }
  return path.join('/');
}
