import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../tools/cache';
import type { PartSpec } from './part';
import { freePorts } from './ports';
import { answers } from './probe';
import { newTokens, type Tokens, USERS, type User, writeKubeconfig, writeTokens } from './user';

/** A Kubernetes API of its own, with the controllers that Argo CD's work shows in: workloads, volumes, collection. */
export interface Kubernetes {
  readonly name: string;
  readonly port: number;
  readonly certificate: string;
  readonly tokens: Tokens;
  readonly kubeconfigs: Readonly<Record<User, string>>;
  readonly auditLog: string;
  /** In the order of their start; the controllers come up together. */
  readonly parts: {
    readonly etcd: PartSpec;
    readonly apiServer: PartSpec;
    readonly controllers: readonly PartSpec[];
  };
}

/** @param stages the file of kwok's Stages: what takes the place of a node's work */
export async function kubernetes(folder: string, name: string, stages: string): Promise<Kubernetes> {
  const home = join(folder, name);
  mkdirSync(home);
  const [client = 0, peer = 0, port = 0, manager = 0, scheduler = 0, kwok = 0] = await freePorts(6);
  const server = `https://127.0.0.1:${port}`;
  const certificate = join(home, 'apiserver.crt');
  const tokens = newTokens();
  const tokenFile = join(home, 'tokens.csv');
  writeTokens(tokenFile, tokens);
  const kubeconfigs = Object.fromEntries(
    USERS.map((user) => [user, writeKubeconfig(home, name, server, certificate, user, tokens[user])]),
  ) as Record<User, string>;
  const auditLog = join(home, 'audit.log');
  const serviceAccountKey = join(home, 'service-account.key');
  writeServiceAccountKey(serviceAccountKey);
  const policy = join(home, 'audit-policy.yaml');
  copyFileSync(join(__dirname, 'audit-policy.yaml'), policy);

  const part = (binary: string, ready: PartSpec['ready'], args: readonly string[]): PartSpec => {
    return { name: name === CENTRE ? binary : `${name}-${binary}`, command: tool(binary), args, ready };
  };
  const etcd = part('etcd', () => answers(`http://127.0.0.1:${client}/health`), [
    `--data-dir=${join(home, 'etcd')}`,
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]);
  const apiServer = part('kube-apiserver', () => answers(`${server}/readyz`, tokens.admin), [
    `--etcd-servers=http://127.0.0.1:${client}`,
    `--cert-dir=${home}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${port}`,
    '--service-cluster-ip-range=10.0.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${serviceAccountKey}`,
    `--service-account-signing-key-file=${serviceAccountKey}`,
    `--token-auth-file=${tokenFile}`,
    '--authorization-mode=RBAC',
    // Nobody here gives Pods a token or takes the taint of a new node away.
    '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
    `--audit-policy-file=${policy}`,
    `--audit-log-path=${auditLog}`,
    '--audit-log-mode=blocking',
    // In megabytes: whoever observes reads one file from its beginning.
    '--audit-log-maxsize=4000',
  ]);
  const manage = part('kube-controller-manager', () => answers(`https://127.0.0.1:${manager}/healthz`), [
    `--kubeconfig=${kubeconfigs['kube-controller-manager']}`,
    // It would find that no kubelet reports, and take the readiness of every Pod away.
    '--controllers=*,-node-lifecycle-controller',
    `--service-account-private-key-file=${serviceAccountKey}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${manager}`,
    `--cert-dir=${join(home, 'manager')}`,
  ]);
  const schedule = part('kube-scheduler', () => answers(`https://127.0.0.1:${scheduler}/healthz`), [
    `--kubeconfig=${kubeconfigs['kube-scheduler']}`,
    '--leader-elect=false',
    '--bind-address=127.0.0.1',
    `--secure-port=${scheduler}`,
    `--cert-dir=${join(home, 'scheduler')}`,
  ]);
  const nodes = part('kwok', () => answers(`http://127.0.0.1:${kwok}/healthz`), [
    `--kubeconfig=${kubeconfigs.kwok}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=0',
    `--config=${stages}`,
    `--server-address=127.0.0.1:${kwok}`,
  ]);
  return {
    name,
    port,
    certificate,
    tokens,
    kubeconfigs,
    auditLog,
    parts: { etcd, apiServer, controllers: [manage, schedule, nodes] },
  };
}

/** The cluster that Argo CD runs in; every other one is an edge. */
export const CENTRE = 'centre';

function writeServiceAccountKey(file: string): void {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
}
