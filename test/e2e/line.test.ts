import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Line } from '../../e2e/suite/line';

let folder: string;
let far: Server;
let line: Line;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-test-line-'));
  far = createServer((socket) => socket.pipe(socket));
  far.listen(0, '127.0.0.1');
  await once(far, 'listening');
  const cluster = { server: `https://127.0.0.1:${portOf(far)}/k8s/c-1`, 'certificate-authority-data': 'Q0E=' };
  const config = {
    'current-context': 'there',
    clusters: [{ name: 'company', cluster }],
    contexts: [{ name: 'there', context: { cluster: 'company', user: 'me', namespace: 'mine' } }],
    users: [{ name: 'me', user: { token: 'TOKEN' } }],
  };
  line = await Line.to({ folder, env: { KUBECONFIG: '/home/me/config' }, kubectl: () => JSON.stringify(config) });
});
afterAll(() => {
  line.end();
  far.close();
  rmSync(folder, { recursive: true });
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** What is written for kubectl. */
function written() {
  return JSON.parse(readFileSync(join(folder, 'line.kubeconfig'), 'utf8'));
}

/** The port on which a line begins. */
function near(): number {
  return Number(new URL(written().clusters[0].cluster.server).port);
}

test('kubectl goes through the line, and finds credentials where they are', () => {
  expect(line.kubeconfig).toBe([join(folder, 'line.kubeconfig'), '/home/me/config'].join(delimiter));
  expect(written()).toEqual({
    'current-context': 'argosy-e2e-line',
    clusters: [
      {
        name: 'argosy-e2e-line',
        cluster: {
          server: `https://127.0.0.1:${near()}/k8s/c-1`,
          'tls-server-name': '127.0.0.1',
          'certificate-authority-data': 'Q0E=',
        },
      },
    ],
    contexts: [{ name: 'argosy-e2e-line', context: { cluster: 'argosy-e2e-line', user: 'me', namespace: 'mine' } }],
  });
});

async function said(socket: Socket, word: string): Promise<string> {
  socket.write(word);
  const [answer] = await once(socket, 'data');
  return String(answer);
}

test('a line that is cut breaks what goes through it and takes nothing new, until it is mended', async () => {
  const before = connect(near(), '127.0.0.1');
  expect(await said(before, 'hello')).toBe('hello');
  const broken = once(before, 'close');
  line.cut();
  await broken;
  const meanwhile = connect(near(), '127.0.0.1').on('error', () => undefined);
  await once(meanwhile, 'close');
  line.mend();
  const after = connect(near(), '127.0.0.1');
  expect(await said(after, 'again')).toBe('again');
  after.destroy();
});
