import type { ApplicationState } from './platforms';

/** What to look at, for an Application that does not come up. */
export function remedy({ name, trouble = '' }: Pick<ApplicationState, 'name' | 'trouble'>, namespace: string): string {
  const known = REMEDIES.find(({ says }) => says.test(trouble));
  return known?.look(namespace) ?? `kubectl --namespace ${namespace} describe application.argoproj.io ${name}`;
}

/** Whether Argo CD says that it cannot read the repository. */
export function isUnreadable(trouble: string): boolean {
  return UNREADABLE.test(trouble);
}

const UNREADABLE =
  /authentication required|repository not found|could not read Username|permission denied \(publickey|host key|failed to list refs|unable to (?:access|resolve)|connection refused.*git|error creating SSH agent|does not appear to be a git repository/i;

const REMEDIES: readonly { readonly says: RegExp; look(namespace: string): string }[] = [
  {
    says: UNREADABLE,
    look: (namespace) =>
      `give Argo CD the repository: its credential lies in a Secret in namespace ${namespace} with the label argocd.argoproj.io/secret-type=repository`,
  },
  {
    says: /no key could decrypt|SealedSecret/i,
    look: () =>
      'the values were sealed with another key: argosy cert fetch --pin, seal them anew, commit, and run this again',
  },
  {
    says: /app path does not exist|unable to resolve .* to a commit/i,
    look: () => 'look whether dist/ is committed and pushed to the revision that the root follows',
  },
  {
    says: /no matches for kind|could not find the requested resource|CRD/i,
    look: () => 'the Application that brings the kind is not up yet; look at the platform root first',
  },
  {
    says: /is not permitted in project/i,
    look: () => 'argosy check says what the project does not permit',
  },
  {
    says: /^not made yet$/,
    look: (namespace) => `what stands before it: kubectl --namespace ${namespace} get applications.argoproj.io`,
  },
];
