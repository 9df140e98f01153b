import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface PartSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Answers whether the part does its work. An error means: not yet. */
  readonly ready: () => Promise<boolean>;
}

/** A part that did not come up, or went away, with the end of what it said. */
export class PartFailed extends Error {
  /** @param log all that it said */
  constructor(
    part: string,
    reason: string,
    readonly log: string,
  ) {
    super(`${part}: ${reason}; the end of its log:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`);
  }
}

const PATIENCE_MS = 60_000;
const PROBE_EVERY_MS = 50;
const GRACE_MS = 5_000;

/**
 * All parts are Go programs that live for minutes: collecting their garbage late saves a third of the processor time of
 * a control plane, and the limit keeps each within a laptop's memory.
 */
const GARBAGE = { GOGC: '1600', GOMEMLIMIT: '1536MiB' };

/** One process of a control plane, with its log. */
export class Part {
  private process: ChildProcess | undefined;
  private ended: Promise<void> = Promise.resolve();
  private failure: string | undefined;
  private stopping = false;

  /** @param folder of the control plane */
  constructor(
    private readonly spec: PartSpec,
    private readonly folder: string,
    private readonly died: (failed: PartFailed) => void,
  ) {}

  /** Runs it, once; resolves when the part is ready. */
  async start(): Promise<void> {
    const { command, args } = this.spec;
    const log = openSync(this.log, 'a');
    const child = spawn(command, args, { env: this.env, stdio: ['ignore', log, log] });
    closeSync(log);
    this.process = child;
    this.ended = new Promise((resolve) => {
      child.once('error', (error) => {
        this.failure = `cannot run ${command}: ${error.message}`;
        resolve();
      });
      child.once('exit', (code, signal) => {
        this.failure = `ended with ${signal ?? code}`;
        resolve();
      });
    });
    await this.untilReady();
    void this.ended.then(() => {
      if (!this.stopping) this.died(this.failed(this.failure ?? 'ended'));
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const abort = new AbortController();
    const late = pause(GRACE_MS, undefined, { signal: abort.signal }).then(
      () => child.kill('SIGKILL'),
      () => false,
    );
    await this.ended;
    abort.abort();
    await late;
  }

  /** What a developer has set for etcd, Argo CD or Git is not for these. */
  private get env(): NodeJS.ProcessEnv {
    const { PATH } = process.env;
    const [HOME, TMPDIR] = [join(this.folder, 'home'), join(this.folder, 'tmp')];
    return { PATH, HOME, TMPDIR, ...GARBAGE, ...this.spec.env };
  }

  private async untilReady(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await this.isReady())) {
      if (this.failure) throw this.failed(this.failure);
      if (Date.now() > deadline) throw this.failed(`not ready after ${PATIENCE_MS / 1000} s`);
      await pause(PROBE_EVERY_MS);
    }
  }

  private async isReady(): Promise<boolean> {
    try {
      return await this.spec.ready();
    } catch {
      return false;
    }
  }

  private failed(reason: string): PartFailed {
    return new PartFailed(this.spec.name, reason, readFileSync(this.log, 'utf8'));
  }

  private get log(): string {
    return join(this.folder, 'logs', `${this.spec.name}.log`);
  }
}
