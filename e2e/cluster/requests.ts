import { Agent, type RequestOptions, request } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';

/** What an API server said no to. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly contentType?: string;
}

export const loadKubeconfig = (path: string): KubeConfig => {
  const config = new KubeConfig();
  config.loadFromFile(path);
  return config;
};

/**
 * Sends plain JSON with the credentials of a kubeconfig. The client's own typed API would drop what its models do not
 * know, like the extensions in a custom resource's schema.
 *
 * @throws Refused with the server's words
 */
export async function send<T>(config: KubeConfig, { method, path, body, contentType }: Request): Promise<T> {
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new Error('the kubeconfig names no server');
  const text = body === undefined ? undefined : JSON.stringify(body);
  // Without its length the body of a DELETE would be read as the next request on the connection.
  const headers =
    text === undefined
      ? {}
      : { 'content-type': contentType ?? 'application/json', 'content-length': Buffer.byteLength(text) };
  const options: RequestOptions = { method, headers: { accept: 'application/json', ...headers } };
  await config.applyToHTTPSOptions(options);
  options.agent = lasting(config, options.agent as Agent);
  const answer = await new Promise<{ readonly code: number; readonly text: string }>((resolve, reject) => {
    const sent = request(new URL(path, server), options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(text);
  });
  if (answer.code < 300) return JSON.parse(answer.text) as T;
  throw refusal(answer.code, answer.text);
}

const agents = new WeakMap<KubeConfig, Agent>();

/** The client makes an agent for each request, and so a connection, which costs more than most answers. */
function lasting(config: KubeConfig, { options }: Agent): Agent {
  const known = agents.get(config);
  if (known) return known;
  const agent = new Agent({ ...options, keepAlive: true });
  agents.set(config, agent);
  return agent;
}

function refusal(code: number, text: string): Refused {
  try {
    const { reason = '', message = text } = JSON.parse(text) as { readonly reason?: string; readonly message?: string };
    return new Refused(code, reason, message);
  } catch {
    return new Refused(code, '', text);
  }
}
