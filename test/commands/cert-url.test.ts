import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchFromUrl } from '../../src/commands/cert-url';
import { argosy, B, fetched, folder, KEY_B, stored } from './cert-run';
import { type Route, served } from './cert-server';

const CONTROLLER =
  'give the address of the controller, such as http://127.0.0.1:8080 of kubectl port-forward --namespace kube-system service/sealed-secrets-controller 8080';
const PEM: Route = { headers: { 'content-type': 'application/x-pem-file' }, body: B.certificatePem };

test('an address alone is asked for what a controller serves', async () => {
  const { url } = await served({ '/v1/cert.pem': PEM });
  const { cwd, ...said } = await fetched({ url, pin: true });
  expect(said).toEqual({
    error: undefined,
    stdout: `wrote sealed/in-cluster/cert.pem: public key ${KEY_B}, valid 2026-02-01 to 2036-01-30\npinned its public key in sealed/in-cluster/pin.yaml\n`,
    stderr: '',
  });
  expect(stored(cwd)['in-cluster/cert.pem']).toBe(B.certificatePem);
});

test('a path is asked as it is given, and a redirect within the host is followed', async () => {
  const { url } = await served({
    '/sealing': { status: 302, headers: { location: '/sealing/cert.pem' } },
    '/sealing/cert.pem': PEM,
  });
  expect(await fetchFromUrl(`${url}/sealing?ca=1`)).toBe(B.certificatePem);
});

test('a redirect to another host is not followed', async () => {
  const { url } = await served({
    '/v1/cert.pem': { status: 302, headers: { location: 'https://login.example.com/start?next=secret' } },
  });
  await expect(fetchFromUrl(url)).rejects.toThrow(
    `--url: ${url}/v1/cert.pem redirects to https://login.example.com/start, which is not followed; ${CONTROLLER}`,
  );
});

test('a redirect from TLS to none is not followed', async () => {
  const { url } = await served({ '/v1/cert.pem': PEM });
  const location = `${url}/v1/cert.pem`;
  const secure = await served({ '/v1/cert.pem': { status: 302, headers: { location } } }, { tls: true });
  const trusting = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1' };
  expect(await argosy(folder(), ['cert', 'fetch', '--url', secure.url], trusting)).toEqual({
    code: 2,
    stdout: '',
    stderr: `--url: ${secure.url}/v1/cert.pem redirects to ${location}, which is not followed; ${CONTROLLER}\n`,
  });
}, 30_000);

test.each<[string, Route, string]>([
  ['redirects to itself', { status: 307, headers: { location: '/v1/cert.pem' } }, 'redirects again and again'],
  ['has no such path', { status: 404 }, 'answers 404 Not Found'],
  ['has no controller behind it', { status: 503 }, 'answers 503 Service Unavailable'],
  ['does not stop', { body: Buffer.alloc(2 ** 20 + 1) }, 'answers more than a megabyte, which is no certificate'],
])('an address that %s is said, and nothing is written', async (_, route, message) => {
  const { url } = await served({ '/v1/cert.pem': route });
  const { cwd, ...said } = await fetched({ url: `${url}/v1/cert.pem?token=hunter2`, pin: true });
  expect(said).toEqual({ error: `--url: ${url}/v1/cert.pem ${message}; ${CONTROLLER}`, stdout: '', stderr: '' });
  expect(readdirSync(cwd)).toEqual([]);
});

test('a login page is no certificate', async () => {
  const { url } = await served({ '/v1/cert.pem': { body: '<!doctype html><title>Log in</title>' } });
  expect((await fetched({ url })).error).toBe(
    '--url: the answer is a web page, such as a login asks with; give the address of the controller itself, such as that of a port-forward',
  );
});

test('silence is not waited for without end', async () => {
  const { url } = await served({ '/v1/cert.pem': { silent: true } });
  await expect(fetchFromUrl(url, 0.1)).rejects.toThrow(
    `--url: ${url}/v1/cert.pem did not answer within 0.1 seconds; look whether the port-forward stands`,
  );
});

test('nobody at the address, and TLS that does not fit, are said', async () => {
  const plain = await served({});
  const secure = await served({}, { tls: true });
  await expect(fetchFromUrl('http://127.0.0.1:9')).rejects.toThrow('does not answer (bad port)');
  const nobody = await deserted();
  await expect(fetchFromUrl(nobody)).rejects.toThrow(
    `--url: ${nobody}/v1/cert.pem refuses the connection; start what should answer there, such as kubectl port-forward --namespace kube-system service/sealed-secrets-controller 8080`,
  );
  await expect(fetchFromUrl(secure.url)).rejects.toThrow(
    `--url: ${secure.url}/v1/cert.pem has a TLS certificate that is not trusted here; give its authority to Node.js in NODE_EXTRA_CA_CERTS, or fetch through kubectl, without --url`,
  );
  const withTls = plain.url.replace('http:', 'https:');
  await expect(fetchFromUrl(withTls)).rejects.toThrow(
    `--url: ${withTls}/v1/cert.pem does not speak TLS; write http:// instead of https://`,
  );
});

test.each([
  ['localhost:8080', 'expected an address that begins with http:// or https://; write it as http://127.0.0.1:8080'],
  ['file:///etc/passwd', 'expected an address that begins with http:// or https://; write it as http://127.0.0.1:8080'],
  [
    'http://me:hunter2@127.0.0.1',
    'it holds a name or a password, which end up in histories and process lists; leave them out: the certificate is public; replace the password if it was real',
  ],
])('what is no address is refused, and not repeated (%#)', async (url, message) => {
  expect((await fetched({ url })).error).toBe(`--url: ${message}`);
});

/** An address where somebody listened a moment ago. */
async function deserted(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}
