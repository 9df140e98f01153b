import type { AppProject } from './app-project';
import { entryMatches, isDenial } from './negatable-glob';
import { normalizeRepositoryUrl } from './repository-url';
import { isUnknown, type Verdict } from './unknown';

/**
 * Whether a project permits a repository. Both sides are normalized first, so that letter case and `.git` do not
 * matter, a slash at the end does, and a `{` in a path is escaped, with every `*` of that path: braces are useless here.
 * `*` stays within one segment of the URL, `**` does not. Any entry may permit; a `!` entry whose pattern fits denies,
 * wherever it stands. A project without entries permits nothing, one with a lone `!` entry everything else.
 */
export function permitsSource(project: AppProject, repoURL: string): Verdict {
  const url = normalizeRepositoryUrl(repoURL);
  let permitted = false;
  for (const written of project.spec?.sourceRepos ?? []) {
    const entry = isDenial(written) ? `!${normalizeRepositoryUrl(written.slice(1))}` : normalizeRepositoryUrl(written);
    const matched = entryMatches(entry, url, '/');
    if (isUnknown(matched)) return matched;
    if (!matched && isDenial(entry)) return false;
    permitted ||= matched;
  }
  return permitted;
}
