import { type ChildProcess, spawn } from 'node:child_process';
import { errorCode } from '../system-error';

/** Which cluster, in the words of kubectl. */
export interface Connection {
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
}

export interface KubectlIo {
  readonly stderr: { write(text: string): unknown };
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** After how many milliseconds what kubectl says is shown. @default 2000 */
  readonly quietFor?: number;
  /** @default 120 */
  readonly requestSeconds?: number;
}

export type KubectlEnd =
  | { readonly code: number | null; readonly stdout: string; readonly stderr: string }
  /** Why there is no kubectl to ask. */
  | { readonly missing: string }
  /** It waits for a name and a password, which nobody can give it here. */
  | 'asks for a user name';

/** The options that choose the same cluster. */
export function connectionOptions({ context, kubeconfig }: Connection): string[] {
  return [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(kubeconfig === undefined ? [] : [`--kubeconfig=${kubeconfig}`]),
  ];
}

/**
 * Runs the user's own kubectl, and with it their contexts, logins and proxies.
 * @param read takes what it prints; what this throws ends kubectl
 */
export async function runKubectl(
  args: readonly string[],
  connection: Connection,
  io: KubectlIo,
  read: (chunks: AsyncIterable<Uint8Array>) => Promise<string> = allText,
): Promise<KubectlEnd> {
  const { cwd, env = process.env, requestSeconds = 120 } = io;
  const options = [...connectionOptions(connection), `--request-timeout=${requestSeconds}s`];
  // stdin is the user's, since a login plug-in may ask there.
  const kubectl = spawn('kubectl', [...options, ...args], { cwd, env, stdio: ['inherit', 'pipe', 'pipe'] });
  const said = heard(kubectl, io);
  const ended = new Promise<number | null>((resolve, reject) => {
    kubectl.once('error', reject).once('close', resolve);
  });
  try {
    const [stdout, code] = await Promise.all([read(unlessAsked(kubectl.stdout)), ended]);
    return { code, stdout, stderr: said() };
  } catch (error) {
    if (error instanceof AsksForUserName) return 'asks for a user name';
    if (errorCode(error) === 'ENOENT') return { missing: 'there is none on the PATH' };
    if (errorCode(error) !== undefined) return { missing: `it cannot be started (${errorCode(error)})` };
    throw error;
  } finally {
    kubectl.kill();
  }
}

class AsksForUserName extends Error {}

/** kubectl asks on stdout, which is not shown, and would wait for ever. */
async function* unlessAsked(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    if (Buffer.from(chunk).toString('latin1').startsWith('Please enter Username')) throw new AsksForUserName();
    yield chunk;
  }
}

async function allText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const taken: Uint8Array[] = [];
  for await (const chunk of chunks) taken.push(chunk);
  return Buffer.concat(taken).toString('utf8');
}

/**
 * A quick failure is worded by us alone. What takes longer is shown as it comes: a login plug-in tells on stderr where
 * to log in, and waits.
 */
function heard({ stderr }: ChildProcess, { stderr: shown, quietFor = 2000 }: KubectlIo): () => string {
  let text = '';
  let quiet = true;
  const show = (said: string) => {
    const others = said.replace(VERDICT, '');
    if (others !== '') shown.write(others);
  };
  const timer = setTimeout(() => {
    quiet = false;
    show(text);
  }, quietFor).unref();
  stderr?.setEncoding('utf8').on('data', (more: string) => {
    text = `${text}${more}`.slice(-MOST_HEARD);
    if (!quiet) show(more);
  });
  stderr?.once('close', () => clearTimeout(timer));
  return () => text;
}

const MOST_HEARD = 10_000;

/** kubectl's last words, which whoever asked it puts into their own. */
const VERDICT = /^(?:error: |Error from server|The connection to the server|Unable to connect|ensure CRDs).*\n?/gm;
