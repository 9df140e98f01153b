import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** The line of one user to an API server, which can be cut; whoever has another goes on. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly folder: string,
    private readonly far: URL,
  ) {}

  /** @param kubeconfig of one cluster, with the address that the line leads to */
  static async to(kubeconfig: string): Promise<Line> {
    const config = parse(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
    const far = new URL(config.clusters[0]?.cluster.server ?? '');
    const server = createServer();
    const line = new Line(server, mkdtempSync(join(tmpdir(), 'argosy-line-')), far);
    server.on('connection', (near) => line.connect(near));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const clusters = config.clusters.map(({ name, cluster }) => ({
      name,
      cluster: { ...cluster, server: `https://127.0.0.1:${port}`, 'tls-server-name': far.hostname },
    }));
    writeFileSync(line.kubeconfig, stringify({ ...config, clusters }), { mode: 0o600 });
    return line;
  }

  get kubeconfig(): string {
    return join(this.folder, 'kubeconfig');
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
    rmSync(this.folder, { recursive: true });
  }

  private connect(near: Socket): void {
    if (this.isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(this.far.port || 443), this.far.hostname);
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

interface Kubeconfig {
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
}
