import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everybody who talks to an API server: each has a name of its own, so that the audit log says who did what. */
export const USERS = [
  'admin',
  'kube-controller-manager',
  'kube-scheduler',
  'kwok',
  'argocd-application-controller',
  'argocd-applicationset-controller',
  'argocd-notifications-controller',
  'sealed-secrets-controller',
  'stand-in',
] as const;

export type User = (typeof USERS)[number];

export type Tokens = Readonly<Record<User, string>>;

export function newTokens(): Tokens {
  return Object.fromEntries(USERS.map((user) => [user, randomBytes(16).toString('hex')])) as Record<User, string>;
}

/** The file of tokens that the API server takes. All are masters, as Argo CD's own installation makes its controllers. */
export function writeTokens(file: string, tokens: Tokens): void {
  const lines = USERS.map((user) => `${tokens[user]},${user},${user},"system:masters"\n`);
  writeFileSync(file, lines.join(''), { mode: 0o600 });
}

/** Writes a kubeconfig for a user, and returns its path. */
export function writeKubeconfig(folder: string, name: string, server: string, ca: string, user: User, token: string) {
  const path = join(folder, `${user}.kubeconfig`);
  // As a Pod's service account says where it lives.
  const home = user.startsWith('argocd-') ? { namespace: 'argocd' } : {};
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority': ca } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user, ...home } }],
    'current-context': name,
  };
  writeFileSync(path, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
  return path;
}
