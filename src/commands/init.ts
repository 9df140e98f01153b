import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from '../command-line';
import { UsageError } from '../finding';
import { packageVersion } from '../package-version';
import { githubWorkflow, gitlabEntry, gitlabPipeline, type PipelineFacts } from '../report/pipeline';
import { inOneSentence } from '../system-error';
import type { TextOutput } from './hidden-prompt';
import { written } from './written';

const SERVICES = ['github', 'gitlab'] as const;

export const init: Command = {
  words: ['init'],
  summary: 'Writes a first argosy.yaml, or the files of a pipeline that checks every change',
  options: [
    {
      name: 'ci',
      value: 'SERVICE',
      choices: SERVICES,
      help: 'github writes .github/workflows/argosy.yml, gitlab writes .gitlab/argosy.yml',
    },
    { name: 'check', help: 'proposes what argosy.yaml declares, from what the repository has' },
  ],
  run: async (line) => {
    const io = { cwd: process.cwd(), stdout: process.stdout };
    const service = SERVICES.find((name) => name === line.value('ci'));
    if (service === undefined && !line.has('check')) {
      const message = 'expected what to write, got nothing';
      throw new UsageError({ where: 'argosy init', message, fix: 'give --check, --ci github or --ci gitlab' });
    }
    if (line.has('check')) await (require('./init-check') as typeof import('./init-check')).writeDeclarations(io);
    if (service !== undefined) writePipeline(service, io);
    return 0;
  },
};

export interface InitIo {
  readonly cwd: string;
  readonly stdout: TextOutput;
}

/** @throws UsageError where a file says something else already; nothing is written then */
export function writePipeline(service: (typeof SERVICES)[number], { cwd, stdout }: InitIo): void {
  const facts = factsOf(cwd);
  if (service === 'github') {
    put(cwd, '.github/workflows/argosy.yml', githubWorkflow(facts), stdout);
    return;
  }
  const file = '.gitlab/argosy.yml';
  put(cwd, file, gitlabPipeline(facts), stdout);
  const entry = gitlabEntry(`/${file}`);
  const present = textOf(cwd, '.gitlab-ci.yml');
  if (present === undefined) put(cwd, '.gitlab-ci.yml', entry, stdout);
  else if (!present.includes(file)) stdout.write(`add to .gitlab-ci.yml:\n${entry}`);
}

function factsOf(cwd: string): PipelineFacts {
  return {
    installed: isInstalled(textOf(cwd, 'package.json')),
    version: packageVersion(),
    synthesized: existsSync(join(cwd, 'cdk8s.yaml')),
  };
}

/** Our own repository has the command, too, as every package has its own. */
function isInstalled(manifest: string | undefined): boolean {
  if (manifest === undefined) return false;
  let document: unknown;
  try {
    document = JSON.parse(manifest);
  } catch {
    throw new UsageError({ where: 'package.json', message: 'is not JSON', fix: 'mend the file' });
  }
  if (typeof document !== 'object' || document === null) return false;
  const { name, dependencies, devDependencies } = document as Readonly<Record<string, unknown>>;
  return name === PACKAGE || [dependencies, devDependencies].some((list) => Object.hasOwn(Object(list), PACKAGE));
}

const PACKAGE = 'cdk8s-argosy';

function put(cwd: string, file: string, text: string, stdout: TextOutput): void {
  const present = textOf(cwd, file);
  if (present === text) {
    stdout.write(`${file} is as it would be written\n`);
    return;
  }
  if (present !== undefined) {
    const message = 'is there already, and says something else';
    throw new UsageError({ where: file, message, fix: 'move it away and run again' });
  }
  written(file, () => {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    writeFileSync(join(cwd, file), text, { flag: 'wx' });
  });
  stdout.write(`wrote ${file}\n`);
}

function textOf(cwd: string, file: string): string | undefined {
  const path = join(cwd, file);
  if (!existsSync(path)) return undefined;
  return inOneSentence(file, 'read', UNREADABLE, () => readFileSync(path, 'utf8'));
}

const UNREADABLE = {
  EISDIR: ['it is a folder', 'move it away and run again'],
  EACCES: ['you may not', 'change its permissions'],
} as const;
