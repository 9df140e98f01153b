/**
 * Whether a revision stays what it was: a commit, also a short one, a tag, a version or a range of versions. A branch
 * will be what is read from it once that gets there.
 */
export function isPinnedRevision(revision: string): boolean {
  return (
    /^(?=.*\d)[0-9a-f]{7,40}$/.test(revision) ||
    /^[~^<>=]*\s*v?\d+\.(\d+|[x*])/.test(revision) ||
    revision.startsWith('refs/tags/')
  );
}
