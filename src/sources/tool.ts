import { spawn } from 'node:child_process';
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** A program of the machine that renders. */
export interface Tool {
  readonly name: ToolName;
  readonly path: string;
  /** Changes when the program does: what another one made is made anew. */
  readonly identity: string;
}

export type ToolName = 'helm' | 'kustomize' | 'kubectl';

export type ToolOutcome =
  | { readonly ok: true; readonly output: string }
  /** What the program itself says is wrong. */
  | { readonly ok: false; readonly reason: string }
  /** It came to no end; says nothing about what it was given. */
  | { readonly ok: false; readonly stopped: string };

export interface ToolLimits {
  readonly milliseconds: number;
  /** Of what it prints. */
  readonly bytes: number;
}

const TOOL_LIMITS: ToolLimits = { milliseconds: 60_000, bytes: 64 * 1024 * 1024 };

/** The first of the programs that is in a folder of `searchPath`, which is written as `PATH` is. */
export function findTool(names: readonly ToolName[], searchPath: string): Tool | undefined {
  // A relative folder would let the repository bring its own program.
  const folders = searchPath.split(delimiter).filter(isAbsolute);
  for (const name of names) {
    for (const folder of folders) {
      const identity = identityOf(join(folder, name));
      if (identity !== undefined) return { name, path: join(folder, name), identity };
    }
  }
  return undefined;
}

function identityOf(path: string): string | undefined {
  try {
    accessSync(path, constants.X_OK);
    const real = realpathSync(path);
    const { size, mtimeMs } = statSync(real);
    return statSync(real).isFile() ? `${real} ${size} ${mtimeMs}` : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs a program with nothing of the user's: an empty home, no plugins, no credentials, no other program on its path,
 * and proxies that lead nowhere, so that what it would fetch all the same fails at once.
 * @param home an empty folder for what it writes beside its output
 */
export function runTool(
  { path }: Tool,
  args: readonly string[],
  { cwd, home, limits = TOOL_LIMITS }: { readonly cwd: string; readonly home: string; readonly limits?: ToolLimits },
): Promise<ToolOutcome> {
  return new Promise((resolve) => {
    const [program, before] = withinMemory(path);
    const child = spawn(program, [...before, ...args], {
      cwd,
      env: environment(home),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    let bytes = 0;
    let stopped: string | undefined;
    const stop = (reason: string) => {
      stopped ??= reason;
      child.kill('SIGKILL');
      // A process of its own that it leaves behind would keep them open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => stop(`did not end within ${limits.milliseconds / 1000} s`), limits.milliseconds);
    const collect = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limits.bytes) stop(`printed more than ${limits.bytes} bytes`);
      else into.push(chunk);
    };
    child.stdout.on('data', collect(output));
    child.stderr.on('data', collect(complaint));
    child.on('error', (error) => stop(`cannot be started (${error.message})`));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (stopped !== undefined) resolve({ ok: false, stopped });
      else if (code === 0) resolve({ ok: true, output: Buffer.concat(output).toString('utf8') });
      else if (signal !== null) resolve({ ok: false, stopped: `was ended by ${signal}` });
      else resolve(complaintOf(Buffer.concat(complaint).toString('utf8'), code));
    });
  });
}

function environment(home: string): NodeJS.ProcessEnv {
  return {
    HOME: home,
    PATH: home,
    TMPDIR: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    HELM_CACHE_HOME: join(home, 'cache', 'helm'),
    HELM_CONFIG_HOME: join(home, 'config', 'helm'),
    HELM_DATA_HOME: join(home, 'data', 'helm'),
    HELM_PLUGINS: join(home, 'plugins'),
    HELM_NO_PLUGINS: '1',
    KUBECONFIG: join(home, 'kubeconfig'),
    HTTP_PROXY: NOWHERE,
    HTTPS_PROXY: NOWHERE,
    ALL_PROXY: NOWHERE,
    LC_ALL: 'C',
    TZ: 'UTC',
  };
}

const NOWHERE = 'http://127.0.0.1:1';

/** A template can ask for any amount of memory; Linux lets a process promise not to. */
function withinMemory(path: string): readonly [program: string, args: readonly string[]] {
  return process.platform === 'linux' ? ['/bin/sh', ['-c', `ulimit -v ${MEMORY}; exec "$0" "$@"`, path]] : [path, []];
}

/** In kilobytes. Go maps far more than it uses. */
const MEMORY = 4 * 1024 * 1024;

/** Helm and Kustomize put their message into a paragraph that starts with "Error: ". */
function complaintOf(text: string, code: number | null): ToolOutcome {
  const lines = text
    .split('\n')
    .map((line) => withoutLogging(line.trim()))
    .filter((line) => line !== '' && !/^(?:warning|#)/i.test(line) && !line.startsWith('Use --debug flag'));
  const from = lines.findIndex((line) => line.startsWith('Error: '));
  if (from === -1 && /out of memory|cannot allocate memory/i.test(text)) {
    return { ok: false, stopped: `needs more than ${MEMORY / (1024 * 1024)} GB of memory` };
  }
  const said = lines
    .slice(Math.max(from, 0))
    .join(' ')
    .replace(/^Error: /, '');
  return { ok: false, reason: said === '' ? `ended with ${code} and said nothing` : shortened(said) };
}

/** kubectl logs its complaint, with the time and its process: `E0102 03:04:05.6 7 run.go:72] "command failed" err="..."`. */
function withoutLogging(line: string): string {
  const [, said] = /^E\d{4} [\d:.]+ +\d+ \S+\] "command failed" err="(.*)"$/.exec(line) ?? [];
  return said?.replace(/\\(["\\])/g, '$1') ?? line;
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}

const LONGEST = 1000;
