import type { SyncPolicy } from '../imports/argoproj.io';

/**
 * Argo CD's sync options, as the exact strings it compares with; it ignores others silently.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
export type SyncOption =
  | 'CreateNamespace=true'
  | 'ApplyOutOfSyncOnly=true'
  | 'PruneLast=true'
  | 'ServerSideApply=true'
  | 'FailOnSharedResource=true'
  | 'RespectIgnoreDifferences=true'
  | 'SkipDryRunOnMissingResource=true'
  | 'Validate=false'
  | 'Replace=true'
  | `PrunePropagationPolicy=${'foreground' | 'background' | 'orphan'}`;

export interface SyncProps {
  /**
   * `automated`: Argo CD syncs every commit by itself. `manual`: somebody presses the button.
   * @default automated
   */
  readonly mode?: 'automated' | 'manual';
  /**
   * What happens to live objects that left Git: `always` deletes them wave by wave, `last` deletes them after
   * everything else is healthy, `never` keeps them (and the Application stays OutOfSync).
   * @default always
   */
  readonly prune?: 'always' | 'last' | 'never';
  /**
   * Whether a manual change in the cluster is undone.
   * @default true
   */
  readonly selfHeal?: boolean;
  /**
   * Whether Argo CD may delete everything when the source comes out empty. It refuses by default, which is what saves
   * a platform from an empty folder.
   * @default false
   */
  readonly allowEmpty?: boolean;
  readonly options?: readonly SyncOption[];
  /**
   * How often a failed sync is tried again. After the last time Argo CD leaves that commit alone, self-heal or not;
   * until then the Application is not deleted, and a repair waits (an automated sync is retried at its own commit), unless
   * somebody terminates the operation.
   * @default Argo CD's: automated syncs five times within two and a half minutes, manual ones never
   */
  readonly retry?: NonNullable<SyncPolicy['retry']>;
}

/**
 * Argo CD gives a commit up for good after the last retry, and by default that is two and a half minutes after the
 * first: too early for the first rollout of a platform, where one root brings CRDs that another one needs.
 */
export const ROLLOUT_RETRY = { limit: 10, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } } as const;

/** `spec.syncPolicy` of an Application. */
export function syncPolicy(props: SyncProps): SyncPolicy {
  const prune = props.prune ?? 'always';
  const options = prune === 'last' ? [...(props.options ?? []), 'PruneLast=true'] : [...(props.options ?? [])];
  return {
    ...(props.mode === 'manual'
      ? {}
      : {
          automated: {
            prune: prune !== 'never',
            selfHeal: props.selfHeal ?? true,
            ...(props.allowEmpty ? { allowEmpty: true } : {}),
          },
        }),
    ...(options.length > 0 ? { syncOptions: [...new Set(options)] } : {}),
    ...(props.retry ? { retry: props.retry } : {}),
  };
}
