/** A cluster that Argo CD knows, as its Secret names it. */
export interface Cluster {
  readonly server?: string | null;
  readonly name?: string | null;
}

/** The cluster that Argo CD runs in, known without a Secret. */
export const IN_CLUSTER = { server: 'https://kubernetes.default.svc', name: 'in-cluster' } as const;
