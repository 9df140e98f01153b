import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import type { KubectlIo } from '../cluster/kubectl';
import { UsageError } from '../finding';
import { misnamed } from '../seal/kubernetes-names';
import { errorCode } from '../system-error';
import { answerText } from './cert-answer';
import { type ControllerAddress, fetchThroughKubectl } from './cert-kubectl';
import { fetchFromUrl } from './cert-url';

/** Where a certificate comes from: the controller through kubectl, unless an address or a file is given. */
export interface CertificateSource {
  readonly url?: string | undefined;
  /** `-` is stdin. */
  readonly fromFile?: string | undefined;
  /** @default kube-system */
  readonly controllerNamespace?: string | undefined;
  /** @default sealed-secrets-controller */
  readonly controllerName?: string | undefined;
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

export interface SourceIo extends KubectlIo {
  readonly stdin: AsyncIterable<Uint8Array>;
}

/** Which of them it is, in the words of a message. */
export function sourceName({ url, fromFile }: CertificateSource): 'kubectl' | '--url' | '--from-file' {
  if (fromFile !== undefined) return '--from-file';
  return url === undefined ? 'kubectl' : '--url';
}

export function controllerAddress(source: CertificateSource): ControllerAddress {
  const { controllerNamespace = 'kube-system', controllerName = 'sealed-secrets-controller' } = source;
  return {
    namespace: controllerNamespace,
    name: controllerName,
    context: source.context,
    kubeconfig: source.kubeconfig,
  };
}

/** @throws UsageError for options that contradict each other, and for names of which no path may be made */
export function checkSource(source: CertificateSource): void {
  const { namespace, name: service } = controllerAddress(source);
  const [wrong] = misnamed({ cluster: 'any', namespace, name: service });
  if (wrong) {
    throw new UsageError({
      where: `--controller-${wrong.what}`,
      message: `expected ${wrong.expected}, got "${wrong.what === 'namespace' ? namespace : service}"`,
      fix: 'name it as the Service of the controller has it',
    });
  }
  const name = sourceName(source);
  if (name === 'kubectl') return;
  const others = {
    '--url': name === '--url' ? undefined : source.url,
    '--controller-namespace': source.controllerNamespace,
    '--controller-name': source.controllerName,
    '--context': source.context,
    '--kubeconfig': source.kubeconfig,
  };
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (other === undefined) return;
  throw new UsageError({ where: other, message: `goes with no ${name}, which says where from`, fix: 'leave one out' });
}

/** What came, whatever it is. */
export async function certificateAnswer(source: CertificateSource, io: SourceIo): Promise<string> {
  if (source.fromFile !== undefined) return fileText(source.fromFile, io);
  if (source.url !== undefined) return fetchFromUrl(source.url);
  return fetchThroughKubectl(controllerAddress(source), io);
}

async function fileText(file: string, { stdin, cwd }: SourceIo): Promise<string> {
  const failure = (message: string) =>
    new UsageError({ where: '--from-file', message, fix: 'name the file of the certificate' });
  try {
    const chunks = file === '-' ? stdin : createReadStream(resolve(cwd, file));
    return await answerText(chunks, () => failure(`${file} is larger than a megabyte, which is no certificate`));
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    throw failure(`${file} cannot be read (${code})`);
  }
}
