import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Takes what is posted to it, in Slack's place. */
export class Inbox {
  /** The texts of the messages, in their order. */
  readonly texts: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<Inbox> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const inbox = new Inbox(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/services/hook`);
    server.on('request', async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      inbox.texts.push((JSON.parse(body) as { readonly text: string }).text);
      response.end('ok');
    });
    return inbox;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
