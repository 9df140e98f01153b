/** A cluster that Argo CD knows, as its Secret names it. */
export interface Cluster {
  readonly server?: string | null;
  readonly name?: string | null;
}

/** The cluster that Argo CD runs in, known without a Secret. */
export const IN_CLUSTER = { server: 'https://kubernetes.default.svc', name: 'in-cluster' } as const;

/** The server as Argo CD knows it: slashes at the end of what its Secret says do not count. */
export function serverOf({ server }: Cluster): string {
  const written = server ?? '';
  let end = written.length;
  while (written.charAt(end - 1) === '/') end--;
  return written.slice(0, end);
}
