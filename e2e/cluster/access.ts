import { readFileSync } from 'node:fs';
import { Agent, type RequestOptions } from 'node:https';
import { load } from 'js-yaml';

/** Where an API server is, and what it lets somebody in by. */
export interface Access {
  readonly server: string;
  /** What each request carries. */
  credentials(): Promise<RequestOptions>;
}

/** As a kubeconfig says. */
export async function access(kubeconfig: string): Promise<Access> {
  return byToken(kubeconfig) ?? (await byClient(kubeconfig));
}

/** A kubeconfig that names nothing but a token and who signed the server's certificate, as those of our own do. */
function byToken(kubeconfig: string): Access | undefined {
  const { clusters = [], users = [], contexts = [] } = load(readFileSync(kubeconfig, 'utf8')) as Kubeconfig;
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  const only = contexts.length === 1 && clusters.length === 1 && users.length === 1;
  if (!only || !cluster || !user || !names(cluster, 'server', 'certificate-authority') || !names(user, 'token')) return;
  const agent = new Agent({ keepAlive: true, ca: readFileSync(cluster['certificate-authority'] ?? '') });
  const headers = { authorization: `Bearer ${user.token}` };
  return { server: cluster.server ?? '', credentials: async () => ({ agent, headers }) };
}

interface Kubeconfig {
  readonly clusters?: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users?: readonly { readonly user: Readonly<Record<string, string>> }[];
  readonly contexts?: readonly object[];
}

function names(record: object, ...fields: readonly string[]): boolean {
  return Object.keys(record).sort().join() === [...fields].sort().join();
}

/** Whatever else signs somebody in is known to the Kubernetes client, which takes seconds of processor to load. */
async function byClient(kubeconfig: string): Promise<Access> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromFile(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new Error(`${kubeconfig}: the current context names no server; give a kubeconfig that does`);
  let lasting: Agent | undefined;
  return {
    server,
    credentials: async () => {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      // The client makes an agent for each request, and so a connection, which costs more than most answers.
      lasting ??= new Agent({ ...(options.agent as Agent).options, keepAlive: true });
      return { ...options, agent: lasting };
    },
  };
}
