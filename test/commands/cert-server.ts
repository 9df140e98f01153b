import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { vectors } from '../seal/vectors';
import { listening } from './listening';

/** What is answered under a path. */
export interface Route {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Takes the question and says nothing. */
  readonly silent?: boolean;
}

export interface Served {
  readonly url: string;
  readonly asked: readonly { readonly path: string; readonly authorization: string | undefined }[];
}

/** A server of these routes, until the tests of the file are over. */
export async function served(routes: Readonly<Record<string, Route>>, { tls = false } = {}): Promise<Served> {
  const asked: { path: string; authorization: string | undefined }[] = [];
  const listener: RequestListener = ({ url: path = '', headers }: IncomingMessage, response) => {
    const { pathname } = new URL(path, 'http://server');
    const { status: code = 200, headers: more = {}, body = '', silent = false } = routes[pathname] ?? NO_ROUTE;
    // The dispatcher that some installations put before kubectl looks which kubectl fits.
    if (pathname !== '/version') asked.push({ path: pathname, authorization: headers.authorization });
    if (!silent) response.writeHead(code, more).end(body);
  };
  const { certificatePem: cert, privateKeyPkcs8Pem: key } = vectors.keys.A;
  const server = tls ? createTlsServer({ cert, key }, listener) : createServer(listener);
  return { url: `${tls ? 'https' : 'http'}://${await listening(server)}`, asked };
}

/** How an API server refuses. */
export function refusal(code: number, reason: string, message: string): Route {
  return json({ kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, code }, code);
}

export function json(document: unknown, status = 200): Route {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(document) };
}

const SERVICES = '/api/v1/namespaces/kube-system/services';
export const SERVICE = `${SERVICES}/sealed-secrets-controller`;
export const CERTIFICATE = `${SERVICES}/http:sealed-secrets-controller:http/proxy/v1/cert.pem`;

/** An API server with the controller behind it, as Helm installs it. */
export function apiServer(pem: string): Readonly<Record<string, Route>> {
  return {
    [SERVICE]: json({ kind: 'Service', apiVersion: 'v1', spec: { ports: [{ name: 'http', port: 8080 }] } }),
    [CERTIFICATE]: { body: pem },
  };
}

/** A kubectl configuration of contexts, each with the address of its API server. */
export function kubeconfig(contexts: Readonly<Record<string, string>>, user: unknown = {}): string {
  const names = Object.keys(contexts);
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': names[0],
    clusters: Object.entries(contexts).map(([name, server]) => ({
      name,
      cluster: { server, ...(server.startsWith('https') ? { 'insecure-skip-tls-verify': true } : {}) },
    })),
    users: [{ name: 'somebody', user }],
    contexts: names.map((name) => ({ name, context: { cluster: name, user: 'somebody' } })),
  });
}

const NO_ROUTE = refusal(404, 'NotFound', 'the server could not find the requested resource');
