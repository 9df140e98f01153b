/** A Git repository at a revision that its Applications follow. */
export interface GitRepository {
  readonly kind: 'git';
  readonly url: string;
  readonly revision: string;
}

/**
 * A Helm repository (`https://…`) or an OCI registry, which serve charts by version. A registry is a bare host and path
 * (`registry-1.docker.io/bitnamicharts`): with `oci://` in front Argo CD takes it for a Helm repository and fails.
 */
export interface HelmRepository {
  readonly kind: 'helm';
  readonly url: string;
}

/**
 * Where Argo CD pulls from. Declared once and passed on as an object, so that one repository has one spelling: Argo CD
 * compares URLs after lower-casing them and cutting one `.git`, but a trailing slash makes another repository.
 */
export type Repository = GitRepository | HelmRepository;

export const Repository = {
  /** @param revision a branch, tag or commit. `HEAD` would follow whatever the server calls its default branch. */
  git(url: string, revision: string): GitRepository {
    return { kind: 'git', url, revision };
  },
  helm(url: string): HelmRepository {
    return { kind: 'helm', url };
  },
};
