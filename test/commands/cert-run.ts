import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { type FetchIo, type FetchRequest, fetchCertificate } from '../../src/commands/cert-fetch';
import { vectors } from '../seal/vectors';
import type { Ended } from './project';

export const { A, B } = vectors.keys;
export const KEY_A = `sha256:${A.spkiSha256Hex}`;
export const KEY_B = `sha256:${B.spkiSha256Hex}`;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export function folder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'argosy-cert-'));
  folders.push(root);
  write(root, files);
  return root;
}

export function write(root: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

/** The files of the store by their name in it. */
export function stored(cwd: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(cwd, 'sealed'), { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files
      .filter((file) => statSync(join(cwd, 'sealed', file)).isFile())
      .map((file) => [file, readFileSync(join(cwd, 'sealed', file), 'utf8')]),
  );
}

export interface Fetched {
  readonly cwd: string;
  readonly error: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** In the store of a folder, with what is there; by default in the days in which A and B are valid and fresh. */
export async function fetched(
  request: FetchRequest,
  {
    cwd = folder(),
    stdin = '',
    now = '2026-02-02',
    ...more
  }: Partial<Omit<FetchIo, 'stdin' | 'now'>> & {
    readonly stdin?: string;
    readonly now?: string;
  } = {},
): Promise<Fetched> {
  const output = { stdout: '', stderr: '' };
  let error: string | undefined;
  try {
    await fetchCertificate(request, {
      stdin: Readable.from([Buffer.from(stdin)]),
      stdout: { write: (text) => (output.stdout += text) },
      stderr: { write: (text) => (output.stderr += text) },
      cwd,
      now: new Date(`${now}T12:00:00Z`),
      // A machine that is busy is no reason to hear kubectl.
      quietFor: 20_000,
      ...more,
    });
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  return { cwd, error, ...output };
}

/** The command as a process, while servers of this one answer it. */
export function argosy(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return ended(process.execPath, [COMMAND, ...args], cwd, env);
}

export function ended(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const run = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of ['stdout', 'stderr'] as const) {
    run[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text;
    });
  }
  return new Promise((end, fail) => {
    run.once('error', fail).once('close', (code) => end({ code, ...said }));
  });
}

/** What is said where nothing is pinned yet. */
export const COMPARE = `whoever may read Secrets in kube-system prints the controller's key, without sha256: in front, with
  kubectl --namespace=kube-system get secrets --selector=sealedsecrets.bitnami.com/sealed-secrets-key=active --sort-by=.metadata.creationTimestamp --output=jsonpath='{.items[-1:].data.tls\\.crt}' | openssl base64 -d -A | openssl x509 -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256
`;

export const COMMAND = join(__dirname, '../../bin/argosy.js');
