import { type ChildProcess, spawn } from 'node:child_process';
import { UsageError } from '../finding';
import { holdsPrivateKey } from '../seal/certificate';
import { errorCode } from '../system-error';
import { answerText } from './cert-answer';
import type { TextOutput } from './hidden-prompt';

/** Which cluster, and which service in it. */
export interface ControllerAddress {
  readonly namespace: string;
  readonly name: string;
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

export interface KubectlIo {
  readonly stderr: TextOutput;
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** After how many milliseconds what kubectl says is shown. @default 2000 */
  readonly quietFor?: number;
  /** @default 120 */
  readonly requestSeconds?: number;
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

/** The options that choose the same cluster. */
export function connectionOptions({ context, kubeconfig }: ControllerAddress): string[] {
  return [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
  ];
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
  const { cwd, env = process.env, requestSeconds = 120 } = io;
  const options = [...connectionOptions(address), `--request-timeout=${requestSeconds}s`];
  // stdin is the user's, since a login plug-in may ask there.
  const kubectl = spawn('kubectl', [...options, 'get', '--raw', path], {
    cwd,
    env,
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  const said = heard(kubectl, io);
  const ended = new Promise<number | null>((resolve, reject) => {
    kubectl.once('error', reject).once('close', resolve);
  });
  try {
    const [answer, code] = await Promise.all([answerOf(kubectl, address), ended]);
    if (code === 0) return answer;
    throw refusal(asked, said(), address);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw failure('there is none on the PATH', WITHOUT_KUBECTL);
    if (errorCode(error) !== undefined) throw failure(`it cannot be started (${errorCode(error)})`, WITHOUT_KUBECTL);
    throw error;
  } finally {
    kubectl.kill();
  }
}

async function answerOf({ stdout }: ChildProcess, address: ControllerAddress): Promise<string> {
  if (!stdout) return '';
  return answerText(
    watched(stdout, () => failure('it asks for a user name: its kubeconfig has no credentials', LOG_IN)),
    () => failure(`${called(address)} answers more than a megabyte, which is no certificate`, ELSEWHERE),
  );
}

/** kubectl asks on stdout, which is not shown, and would wait for ever. */
async function* watched(chunks: AsyncIterable<Uint8Array>, asks: () => UsageError): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    if (Buffer.from(chunk).toString('latin1').startsWith('Please enter Username')) throw asks();
    yield chunk;
  }
}

/**
 * A quick failure is worded by us alone. What takes longer is shown as it comes: a login plug-in tells on stderr where
 * to log in, and waits.
 */
function heard({ stderr }: ChildProcess, { stderr: shown, quietFor = 2000 }: KubectlIo): () => string {
  let text = '';
  let quiet = true;
  const timer = setTimeout(() => {
    quiet = false;
    if (text !== '') shown.write(text);
  }, quietFor).unref();
  stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = `${text}${more}`.slice(-MOST_HEARD);
    if (!quiet) shown.write(more);
  });
  stderr?.once('close', () => clearTimeout(timer));
  return () => text;
}

/** kubectl's last line says why, and what comes before it is the log of its libraries. */
function refusal(asked: Asked, said: string, address: ControllerAddress): UsageError {
  // kubectl repeats what a server answers with an error.
  const words = holdsPrivateKey(said) ? 'a private key, which is not repeated here' : oneLine(said);
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
const LOG_IN = 'log in, or choose another context with --context';

const REFUSALS: readonly Refusal[] = [
  {
    says: /^error: context .* does not exist$/,
    found: ({ context }) => `there is no context ${context}`,
    fix: () => 'name one of kubectl config get-contexts',
  },
  {
    says: /^error: stat .*: no such file or directory$/,
    found: ({ kubeconfig }) => `there is no file ${kubeconfig}`,
    fix: () => 'name the kubeconfig with --kubeconfig',
  },
  {
    // The address that is tried when no kubeconfig says another.
    says: /localhost:8080 was refused/,
    found: () => 'no cluster is chosen: there is no kubeconfig, or it has no current context',
    fix: () => 'choose one with --context or --kubeconfig',
  },
  {
    says: /^The connection to the server .* was refused/,
    found: () => 'the API server refuses the connection',
    fix: () => 'start the cluster or its tunnel, or choose another context with --context',
  },
  {
    says: /^Unable to connect to the server: .*(Client\.Timeout|i\/o timeout|deadline exceeded)/,
    found: () => 'the API server did not answer in time',
    fix: () => 'look whether the network or its tunnel stands, or choose another context with --context',
  },
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
    says: /\(Unauthorized\)/,
    found: () => 'the API server does not know you',
    fix: () => LOG_IN,
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

/** What comes from elsewhere moves no cursor and stays short. */
function oneLine(said: string): string {
  const line = said.trim().split('\n').at(-1) ?? '';
  return line.replace(/\p{Cc}/gu, ' ').slice(0, 300);
}

const FIND = 'kubectl get services --all-namespaces --selector app.kubernetes.io/name=sealed-secrets';
const MOST_HEARD = 10_000;
