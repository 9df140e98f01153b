import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ApplicationSource } from '../../src/argocd';
import type { Rendered, RenderRequest } from '../../src/sources/renderer';
import { findTool, type ToolName } from '../../src/sources/tool';
import { type ToolRendererOptions, toolRenderer } from '../../src/sources/tool-renderer';

/** `test`, or a skipped one that says on stderr what is not tested here. */
export function testWith(...tools: readonly ToolName[]): jest.It {
  if (findTool(tools, process.env.PATH ?? '')) return test;
  process.stderr.write(`${tools.join(' and ')} not on the PATH: what it renders is not tested\n`);
  return test.skip;
}

/** A repository with these files while `use` runs, in a folder beside which others can be. */
export async function inRepository<T>(
  files: Readonly<Record<string, string>>,
  use: (repository: { readonly root: string; readonly beside: string }) => Promise<T>,
): Promise<T> {
  const beside = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-tools-')));
  const root = join(beside, 'repository');
  try {
    mkdirSync(root);
    for (const [path, content] of Object.entries(files)) writeIn(root, path, content);
    return await use({ root, beside });
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

export function writeIn(folder: string, path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

/** What an Application `web` for the namespace `shop` asks for. */
export function request(
  tool: RenderRequest['tool'],
  root: string,
  source: Omit<ApplicationSource, 'helm'> & { readonly helm?: object },
  more: Partial<RenderRequest> = {},
): RenderRequest {
  return {
    tool,
    root,
    source: { repoURL: 'https://git.example.com/shop', targetRevision: 'main', ...source },
    path: source.path ?? undefined,
    refs: new Map(),
    application: { name: 'web', namespace: 'argocd', project: 'shop', destinationNamespace: 'shop' },
    argocd: { version: '3.2', settings: {} },
    kubernetes: {},
    ...more,
  };
}

/** Rendered with a cache of its own. */
export async function rendered(asked: RenderRequest, options: ToolRendererOptions = {}): Promise<Rendered> {
  return toolRenderer({ cache: join(asked.root, '..', 'cache'), ...options }).render(asked);
}

export async function outputOf(asked: RenderRequest, options: ToolRendererOptions = {}): Promise<string> {
  const outcome = await rendered(asked, options);
  if (!('output' in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome.output;
}
