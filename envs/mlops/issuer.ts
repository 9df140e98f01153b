/** The internal CA of cert-manager. */
export const ISSUER = { kind: 'ClusterIssuer', name: 'selfsigned-issuer' } as const;
