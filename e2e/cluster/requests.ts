import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import type { Access } from './access';

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

export function isNotFound(error: unknown): boolean {
  return error instanceof Refused && error.code === 404;
}

export interface Request {
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: object;
  readonly contentType?: string;
}

/**
 * Sends plain JSON. The Kubernetes client's own typed API would drop what its models do not know, like the extensions in a
 * custom resource's schema.
 *
 * @param seconds after which no answer is an error: whoever asks again and again would else wait for this one for ever
 * @throws Refused with the server's words
 */
export async function send<T>(access: Access, asked: Request, seconds = 30): Promise<T> {
  const signal = AbortSignal.timeout(seconds * 1000);
  try {
    return JSON.parse(await text(await answer(access, asked, signal))) as T;
  } catch (error) {
    if (!signal.aborted) throw error;
    const { method, path } = asked;
    throw new Error(
      `${method} ${access.server}${path}: no answer within ${seconds} s; look whether this API server hangs`,
    );
  }
}

/**
 * Tells of each line of an answer that goes on, as that to a watch does, until the server ends it, or who calls what is
 * returned.
 *
 * @throws Refused with the server's words
 */
export async function follow<T>(
  access: Access,
  path: string,
  tell: (line: T) => void,
  ended: () => void,
): Promise<() => void> {
  const told = await answer(access, { method: 'GET', path });
  // A connection that breaks is an end like any other.
  createInterface({ input: told })
    .on('line', (line) => tell(JSON.parse(line) as T))
    .on('error', () => undefined);
  told.once('close', ended);
  return () => told.destroy();
}

async function answer(
  access: Access,
  { method, path, body, contentType }: Request,
  signal?: AbortSignal,
): Promise<IncomingMessage> {
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const { headers, ...credentials } = await access.credentials();
  const found = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = {
      ...credentials,
      method,
      headers: { ...headers, accept: 'application/json', ...headersOf(sent, contentType) },
      ...(signal ? { signal } : {}),
    };
    request(new URL(path, access.server), options, resolve).on('error', reject).end(sent);
  });
  const { statusCode = 0 } = found;
  if (statusCode < 300) return found;
  throw refusal(statusCode, await text(found));
}

/** Without its length the body of a DELETE would be read as the next request on the connection. */
function headersOf(
  sent: string | undefined,
  contentType = 'application/json',
): Readonly<Record<string, string | number>> {
  return sent === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(sent) };
}

function refusal(code: number, said: string): Refused {
  try {
    const { reason = '', message = said } = JSON.parse(said) as { readonly reason?: string; readonly message?: string };
    return new Refused(code, reason, message);
  } catch {
    return new Refused(code, '', said);
  }
}
