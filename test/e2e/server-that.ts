import type { RequestListener } from 'node:http';
import { Agent, createServer } from 'node:https';
import type { Access } from '../../e2e/cluster/access';
import { listening } from '../commands/listening';
import { vectors } from '../seal/vectors';

/** Access to a server that answers so. */
export async function serverThat(answers: RequestListener): Promise<Access> {
  const { certificatePem: cert, privateKeyPkcs8Pem: key } = vectors.keys.A;
  const server = `https://${await listening(createServer({ cert, key }, answers))}`;
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  return { server, credentials: async () => ({ agent, headers: { authorization: 'Bearer one' } }) };
}
