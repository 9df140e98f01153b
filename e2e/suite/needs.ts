import { execFileSync } from 'node:child_process';

/*
 * Why a story is not told on somebody's cluster, in the words that its title ends with; nothing where it is told. Our own
 * ground has everything.
 */

const isForeign = Boolean(process.env.KUBECONFIG);

/** @param what only a control plane of ours has */
export function ourOwn(what: string): string | undefined {
  return isForeign ? `needs ${what}, which only a control plane of ours has` : undefined;
}

/** Changing the setting is not enough: the controller reads it when it starts, and it is somebody else's. */
export function progressiveSyncs(): string | undefined {
  if (!isForeign) return undefined;
  const key = 'applicationsetcontroller.enable.progressive.syncs';
  const escaped = key.replaceAll('.', '\\.');
  const settings = ['--namespace=argocd', 'get', 'configmap', 'argocd-cmd-params-cm', '--ignore-not-found'];
  const value = kubectl(...settings, `--output=jsonpath={.data.${escaped}}`);
  return value === 'true' ? undefined : `needs ${key}: "true" in argocd-cmd-params-cm`;
}

/** `SEALED_SECRETS_URL` says where it answers whom the API server does not lead there. */
export function sealedSecrets(): string | undefined {
  if (!isForeign || process.env.SEALED_SECRETS_URL) return undefined;
  const found = kubectl('get', 'crd', 'sealedsecrets.bitnami.com', '--ignore-not-found', '--output=name');
  return found === '' ? 'needs Sealed Secrets' : undefined;
}

function kubectl(...args: readonly string[]): string {
  return execFileSync('kubectl', args, { encoding: 'utf8' });
}
