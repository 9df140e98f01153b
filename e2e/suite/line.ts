import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import type { Ground } from './ground';

/** The line of one user to an API server, which can be cut; whoever has another goes on. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    /** As kubectl takes it from the environment. */
    readonly kubeconfig: string,
    private readonly far: URL,
  ) {}

  /** To the cluster of the current context. */
  static async to({ env, folder, kubectl }: Pick<Ground, 'env' | 'folder' | 'kubectl'>): Promise<Line> {
    const shown = kubectl('config', 'view', '--minify', '--flatten', '--raw', '--output=json');
    const {
      clusters: [{ cluster }],
      contexts: [{ context }],
    } = JSON.parse(shown) as Kubeconfig;
    const far = new URL(cluster.server);
    const server = createServer();
    const file = join(folder, 'line.kubeconfig');
    const line = new Line(server, [file, env.KUBECONFIG].join(delimiter), far);
    server.on('connection', (near) => line.connect(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const near = new URL(far);
    near.host = `127.0.0.1:${port}`;
    const name = 'argosy-e2e-line';
    const through = { 'tls-server-name': hostOf(far), ...cluster, server: near.href };
    // Who somebody is stays in the other file: kubectl reads both.
    const own = {
      clusters: [{ name, cluster: through }],
      contexts: [{ name, context: { ...context, cluster: name } }],
      'current-context': name,
    };
    writeFileSync(file, JSON.stringify(own));
    return line;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  end(): void {
    this.cut();
    this.server.close();
  }

  private connect(near: Socket): void {
    if (this.isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(this.far.port || 443), hostOf(this.far));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => this.sockets.delete(one));
    }
  }
}

/** Without the brackets of an IPv6 address. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string } }];
  readonly contexts: readonly [{ readonly context: object }];
}
