import { connectionOptions } from '../cluster/kubectl';
import type { ControllerAddress } from './cert-kubectl';

/**
 * The shell line that prints the controller's newest key as a pin has it. It asks for the Secret of the key and takes
 * only the certificate out of it, so that whoever runs it may read Secrets and sees none.
 */
export function compareCommand(address: ControllerAddress): string {
  const kubectl = [
    'kubectl',
    ...connectionOptions(address).map(shellWord),
    `--namespace=${address.namespace}`,
    'get secrets --selector=sealedsecrets.bitnami.com/sealed-secrets-key=active',
    '--sort-by=.metadata.creationTimestamp',
    "--output=jsonpath='{.items[-1:].data.tls\\.crt}'",
  ].join(' ');
  return [
    kubectl,
    'openssl base64 -d -A',
    'openssl x509 -noout -pubkey',
    'openssl pkey -pubin -outform der',
    'openssl dgst -sha256',
  ].join(' | ');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
