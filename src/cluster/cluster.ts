import { UsageError } from '../finding';
import { type Connection, type KubectlIo, runKubectl } from './kubectl';
import { connectionRefusal, LOG_IN, lastLine } from './refusal';

/** What a cluster said no to, or that it said nothing at all. */
export class ClusterError extends UsageError {
  /** @param passing whether it may be gone in a moment, so that who waits goes on */
  constructor(
    message: string,
    fix: string,
    readonly passing: boolean,
    readonly reason: 'absent' | 'forbidden' | 'other' = 'other',
  ) {
    super({ where: 'kubectl', message, fix });
  }
}

/** Which object, in kubectl's words: `applications.argoproj.io`, `deployments.apps`. */
export interface Reference {
  readonly resource: string;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** A cluster, through the user's own kubectl. Nothing that it answers is taken for anything but `unknown`. */
export class Cluster {
  constructor(
    readonly connection: Connection,
    private readonly io: KubectlIo,
  ) {}

  /** What the API server answers under a path. */
  async raw(path: string): Promise<unknown> {
    return parsed(await this.rawText(path), path);
  }

  /** The same, whatever it is, such as the answer of a Pod. */
  rawText(path: string): Promise<string> {
    return this.ask(['get', '--raw', path]);
  }

  /** The object, or nothing where there is none. */
  async get({ resource, name, namespace }: Reference): Promise<unknown> {
    const args = ['get', resource, name, ...inNamespace(namespace), '--ignore-not-found', '--output=json'];
    const text = await this.ask(args);
    return text === '' ? undefined : parsed(text, `${resource} ${name}`);
  }

  /** All objects of a kind, in one namespace or in all of them. */
  async list(resource: string, where: { namespace?: string; selector?: string } = {}): Promise<readonly unknown[]> {
    const { namespace, selector } = where;
    const scope = namespace === undefined ? ['--all-namespaces'] : inNamespace(namespace);
    const chosen = selector === undefined ? [] : [`--selector=${selector}`];
    const answer = parsed(await this.ask(['get', resource, ...scope, ...chosen, '--output=json']), resource);
    return typeof answer === 'object' && answer !== null && 'items' in answer && Array.isArray(answer.items)
      ? answer.items
      : [];
  }

  /**
   * Server-side apply of a file, or of a folder and all below it, as the field manager `argosy`; takes fields over that others had.
   * @param namespace of what names none
   * @returns a line for each object, as kubectl words it
   */
  async apply(file: string, namespace?: string): Promise<readonly string[]> {
    const args = ['--server-side', '--force-conflicts', '--field-manager=argosy', `--filename=${file}`, '--recursive'];
    const said = await this.ask(['apply', ...args, ...inNamespace(namespace)]);
    return said.split('\n').filter((line) => line !== '');
  }

  /** Which of the objects in a file or folder there are, as `kind/name`; none where a kind of theirs is not known. */
  async present(file: string, namespace: string): Promise<readonly string[]> {
    const args = ['get', `--filename=${file}`, '--recursive', ...inNamespace(namespace)];
    try {
      const said = await this.ask([...args, '--ignore-not-found', '--output=name']);
      return said.split('\n').filter((line) => line !== '');
    } catch (error) {
      if (error instanceof ClusterError && error.reason === 'absent') return [];
      throw error;
    }
  }

  async createNamespace(name: string): Promise<void> {
    await this.ask(['create', 'namespace', name]);
  }

  /** A JSON merge patch: null removes a field. */
  async patch({ resource, name, namespace }: Reference, change: object): Promise<void> {
    const patch = `--patch=${JSON.stringify(change)}`;
    await this.ask([
      'patch',
      resource,
      name,
      ...inNamespace(namespace),
      '--type=merge',
      patch,
      '--field-manager=argosy',
    ]);
  }

  /** Begins to delete it, and does not wait until it is gone. */
  async delete({ resource, name, namespace }: Reference): Promise<void> {
    await this.ask(['delete', resource, name, ...inNamespace(namespace), '--ignore-not-found', '--wait=false']);
  }

  /** Starts the Pods of a Deployment anew. */
  async restart({ resource, name, namespace }: Reference): Promise<void> {
    await this.ask(['rollout', 'restart', `${resource}/${name}`, ...inNamespace(namespace)]);
  }

  /** What a command in a container prints. */
  run(pod: string, namespace: string, command: readonly string[]): Promise<string> {
    return this.ask(['exec', pod, ...inNamespace(namespace), '--', ...command]);
  }

  /** The address of the API server, for who has to confirm that it is the right one. */
  async address(): Promise<string> {
    const text = await this.ask(['config', 'view', '--minify', '--output=jsonpath={.clusters[0].cluster.server}']);
    return text.trim();
  }

  private async ask(args: readonly string[]): Promise<string> {
    const ended = await runKubectl(args, this.connection, this.io);
    if (ended === 'asks for a user name') {
      throw new ClusterError('it asks for a user name: its kubeconfig has no credentials', LOG_IN, false);
    }
    if ('missing' in ended) throw new ClusterError(ended.missing, 'install kubectl, or mend your PATH', false);
    if (ended.code === 0) return ended.stdout;
    throw refused(lastLine(ended.stderr), args, this.connection);
  }
}

function inNamespace(namespace: string | undefined): string[] {
  return namespace === undefined ? [] : [`--namespace=${namespace}`];
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const message = `what the API server answers for ${what} is no JSON`;
    throw new ClusterError(message, 'look whether the address is that of an API server', false);
  }
}

function refused(words: string, args: readonly string[], connection: Connection): ClusterError {
  const unreachable = connectionRefusal(words, connection);
  if (unreachable) return new ClusterError(unreachable.found, unreachable.fix, unreachable.passing);
  const known = REFUSALS.find(({ says }) => says.test(words));
  const message =
    words === '' ? `kubectl ${args[0]} failed and said nothing` : `it says "${withoutCredentials(words)}"`;
  return new ClusterError(message, known?.fix ?? 'mend that and run again', known?.passing ?? false, known?.reason);
}

/** What stands between `://` and `@` of an address. */
function withoutCredentials(words: string): string {
  return words.replace(/:\/\/[^/\s@]+@/g, '://…@');
}

const REFUSALS: readonly {
  readonly says: RegExp;
  readonly fix: string;
  readonly passing?: boolean;
  readonly reason?: ClusterError['reason'];
}[] = [
  {
    says: /because it is being terminated/,
    fix: 'wait until that namespace has gone, and run this again',
  },
  {
    says: /\(Forbidden\)/,
    fix: 'ask for that permission, or choose another context with --context',
    reason: 'forbidden',
  },
  {
    says: /\(NotFound\)|doesn't have a resource type|no matches for kind|ensure CRDs are installed first/,
    fix: 'look whether it is installed in this cluster',
    reason: 'absent',
  },
  {
    says: /\((ServiceUnavailable|Timeout|InternalError|TooManyRequests|ServerTimeout)\)|\b(EOF|etcd|connection reset|TLS handshake timeout|no route to host|currently unable to handle)\b/,
    fix: 'look whether the API server is well',
    passing: true,
  },
];
