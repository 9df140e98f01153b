import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

const closing: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** Where a server listens, on loopback, until the tests of the file are over. */
export async function listening(server: Server | TlsServer): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closing.push(
    () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
