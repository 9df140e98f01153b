import { type Connection, type KubectlIo, runKubectl } from '../cluster/kubectl';
import { connectionRefusal, LOG_IN, lastLine } from '../cluster/refusal';
import { UsageError } from '../finding';
import { holdsPrivateKey } from '../seal/certificate';
import { answerText } from './cert-answer';

/** Which cluster, and which service in it. */
export interface ControllerAddress extends Connection {
  readonly namespace: string;
  readonly name: string;
}

/**
 * What the controller's service answers, through the API server and the user's own kubectl.
 *
 * The proxy finds a port by its name, and that differs from one installation to the next: Helm's has one, the plain
 * manifests' has none. So the service is read first, as kubeseal does.
 */
export async function fetchThroughKubectl(address: ControllerAddress, io: KubectlIo): Promise<string> {
  const services = `/api/v1/namespaces/${address.namespace}/services`;
  const port = portName(await raw('service', `${services}/${address.name}`, address, io), address);
  return raw('certificate', `${services}/http:${address.name}:${port}/proxy/v1/cert.pem`, address, io);
}

function portName(service: string, address: ControllerAddress): string {
  const { name = '' } = firstPort(service) ?? { name: null };
  // It becomes a part of the next path.
  if (typeof name === 'string' && /^[a-z0-9-]*$/.test(name)) return name;
  throw failure(`what the API server says of ${called(address)} is no Service with a port`, ELSEWHERE);
}

function firstPort(service: string): { readonly name?: unknown } | undefined {
  try {
    const port = JSON.parse(service)?.spec?.ports?.[0];
    return typeof port === 'object' && port !== null ? port : undefined;
  } catch {
    return undefined;
  }
}

type Asked = 'service' | 'certificate';

async function raw(asked: Asked, path: string, address: ControllerAddress, io: KubectlIo): Promise<string> {
  const tooLarge = () => failure(`${called(address)} answers more than a megabyte, which is no certificate`, ELSEWHERE);
  const ended = await runKubectl(['get', '--raw', path], address, io, (chunks) => answerText(chunks, tooLarge));
  if (ended === 'asks for a user name') {
    throw failure('it asks for a user name: its kubeconfig has no credentials', LOG_IN);
  }
  if ('missing' in ended) throw failure(ended.missing, WITHOUT_KUBECTL);
  if (ended.code === 0) return ended.stdout;
  throw refusal(asked, ended.stderr, address);
}

function refusal(asked: Asked, said: string, address: ControllerAddress): UsageError {
  // kubectl repeats what a server answers with an error.
  const words = holdsPrivateKey(said) ? 'a private key, which is not repeated here' : lastLine(said);
  const unreachable = connectionRefusal(words, address);
  if (unreachable) return failure(unreachable.found, unreachable.fix);
  const known = REFUSALS.find(({ to = asked, says }) => to === asked && says.test(words));
  if (known) return failure(known.found(address), known.fix(address));
  return failure(words === '' ? 'it failed and said nothing' : `it says "${words}"`, WITHOUT_KUBECTL);
}

interface Refusal {
  /** Absent when it means the same for both. */
  readonly to?: Asked;
  readonly says: RegExp;
  found(address: ControllerAddress): string;
  fix(address: ControllerAddress): string;
}

const ELSEWHERE = 'name the controller with --controller-name and --controller-namespace';
const WITHOUT_KUBECTL = 'mend that, or fetch without kubectl: --url URL or --from-file FILE';

const REFUSALS: readonly Refusal[] = [
  {
    to: 'service',
    says: /\(NotFound\): services "/,
    found: ({ name, namespace }) => `there is no service ${name} in namespace ${namespace}`,
    fix: () => `${ELSEWHERE}; Helm calls it sealed-secrets by default, in the namespace of the release (${FIND})`,
  },
  {
    says: /\(NotFound\): the server could not find/,
    found: (address) => `${called(address)} answers, and has no /v1/cert.pem`,
    fix: () => `${ELSEWHERE} (${FIND})`,
  },
  {
    says: /\(Forbidden\)/,
    found: (address) => `you may not read ${called(address)}, or not through the proxy of the API server`,
    fix: ({ name }) =>
      `ask for get on services and services/proxy of ${name}, or for its certificate: --from-file FILE`,
  },
  {
    // A service without endpoints is called "not found" by the proxy.
    says: /\(ServiceUnavailable\)|\(NotFound\): (services|endpoints) "/,
    found: (address) => `nothing answers behind ${called(address)}`,
    fix: ({ namespace }) => `look whether the controller runs: kubectl get pods --namespace ${namespace}`,
  },
];

function called({ name, namespace }: ControllerAddress): string {
  return `service ${name} in namespace ${namespace}`;
}

function failure(message: string, fix: string): UsageError {
  return new UsageError({ where: 'kubectl', message, fix });
}

const FIND = 'kubectl get services --all-namespaces --selector app.kubernetes.io/name=sealed-secrets';
