import { UsageError } from '../finding';
import { answerText } from './cert-answer';

/** How long all of it may take. */
const SECONDS = 30;
const MOST_REDIRECTS = 5;
/** Where the controller serves it. */
const PATH = '/v1/cert.pem';

/** What an address answers, such as that of a port-forward. */
export async function fetchFromUrl(given: string, seconds = SECONDS): Promise<string> {
  const signal = AbortSignal.timeout(seconds * 1000);
  let url = address(given);
  for (let redirects = 0; ; redirects++) {
    const response = await answered(url, signal, seconds);
    const next = redirectTarget(response, url);
    if (!next) return body(response, url, signal, seconds);
    await response.body?.cancel();
    if (redirects === MOST_REDIRECTS) throw failure(`${shown(url)} redirects again and again`, CONTROLLER);
    url = next;
  }
}

function address(given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw failure('expected an address that begins with http:// or https://', `write it as ${EXAMPLE}`);
  }
  if (url.username !== '' || url.password !== '') {
    throw failure(
      'it holds a name or a password, which end up in histories and process lists',
      'leave them out: the certificate is public; replace the password if it was real',
    );
  }
  if (url.pathname === '/') url.pathname = PATH;
  return url;
}

async function answered(url: URL, signal: AbortSignal, seconds: number): Promise<Response> {
  try {
    return await fetch(url, { redirect: 'manual', signal, headers: { accept: 'application/x-pem-file, */*' } });
  } catch (error) {
    throw unanswered(url, error, signal, seconds);
  }
}

async function body(response: Response, url: URL, signal: AbortSignal, seconds: number): Promise<string> {
  if (!response.ok) {
    await response.body?.cancel();
    throw failure(`${shown(url)} answers ${response.status} ${response.statusText}`.trim(), CONTROLLER);
  }
  const tooLarge = () => failure(`${shown(url)} answers more than a megabyte, which is no certificate`, CONTROLLER);
  try {
    return response.body ? await answerText(response.body, tooLarge) : '';
  } catch (error) {
    throw error instanceof UsageError ? error : unanswered(url, error, signal, seconds);
  }
}

/** Another host is not the one that was asked for its key, and without TLS it may be anybody. */
function redirectTarget({ status, headers }: Response, url: URL): URL | undefined {
  const location = headers.get('location');
  if (status < 300 || status > 399 || location === null || !URL.canParse(location, url.href)) return undefined;
  const next = new URL(location, url);
  if (next.hostname === url.hostname && (next.protocol === 'https:' || next.protocol === url.protocol)) return next;
  throw failure(`${shown(url)} redirects to ${shown(next)}, which is not followed`, CONTROLLER);
}

/** What `fetch` throws says nothing itself, and its cause the reason. */
function unanswered(url: URL, error: unknown, signal: AbortSignal, seconds: number): UsageError {
  if (signal.aborted) {
    return failure(`${shown(url)} did not answer within ${seconds} seconds`, 'look whether the port-forward stands');
  }
  const cause = property(error, 'cause');
  const code = property(cause, 'code');
  const [found, fix] = SENTENCES[String(code)] ?? [
    `does not answer (${code ?? property(cause, 'message') ?? error})`,
    CONTROLLER,
  ];
  return failure(`${shown(url)} ${found}`, fix);
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function failure(message: string, fix: string): UsageError {
  return new UsageError({ where: '--url', message, fix });
}

/** Without the query, which may hold a token. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}

const EXAMPLE = 'http://127.0.0.1:8080';
const PORT_FORWARD = 'kubectl port-forward --namespace kube-system service/sealed-secrets-controller 8080';
const CONTROLLER = `give the address of the controller, such as ${EXAMPLE} of ${PORT_FORWARD}`;
const TRUST = 'give its authority to Node.js in NODE_EXTRA_CA_CERTS, or fetch through kubectl, without --url';
const SENTENCES: Readonly<Record<string, readonly [found: string, fix: string]>> = {
  ECONNREFUSED: ['refuses the connection', `start what should answer there, such as ${PORT_FORWARD}`],
  ENOTFOUND: ['has a host name that nobody knows', 'look for a slip in the name'],
  EAI_AGAIN: ['has a host name that cannot be looked up now', 'look whether the network stands'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['has a TLS certificate that is not trusted here', TRUST],
  SELF_SIGNED_CERT_IN_CHAIN: ['has a TLS certificate that is not trusted here', TRUST],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['has a TLS certificate that is not trusted here', TRUST],
  ERR_SSL_WRONG_VERSION_NUMBER: ['does not speak TLS', 'write http:// instead of https://'],
};
