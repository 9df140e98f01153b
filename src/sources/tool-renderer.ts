import { helmJob } from './helm';
import { kustomizeJob, maybeAllowed } from './kustomize';
import type { NotKnown } from './model';
import type { Renderer, RendererOptions, RenderRequest } from './renderer';
import { findTool, type Tool, type ToolLimits, type ToolName } from './tool';
import { cacheFolder, toolCache } from './tool-cache';
import { treeReader } from './tool-files';
import { workshop } from './tool-workshop';

/** Where the tools are looked for, and where what they printed is kept. */
export interface ToolRendererOptions extends RendererOptions {
  /** Folders with programs, as `PATH` has them; by default those of the environment. */
  readonly searchPath?: string;
  /** By default a folder in the user's cache. */
  readonly cache?: string;
  readonly limits?: ToolLimits;
}

/** Helm and Kustomize as they are on this machine. */
export function toolRenderer(options: ToolRendererOptions = {}): Renderer {
  const searchPath = options.searchPath ?? process.env.PATH ?? '';
  const jobs = workshop(toolCache(options.cache ?? cacheFolder(process.env)), options.limits);
  const places = { charts: options.charts, readTree: treeReader() };
  const tools = new Map<RenderRequest['tool'], Tool | undefined>();
  const toolFor = (wanted: RenderRequest['tool']) => {
    if (!tools.has(wanted)) tools.set(wanted, findTool(PROGRAMS[wanted], searchPath));
    return tools.get(wanted);
  };
  return {
    render: async (request) => {
      const tool = toolFor(request.tool);
      if (tool === undefined) return { notKnown: notKnown(request, NO_TOOL[request.tool]) };
      const planned =
        request.tool === 'helm' ? helmJob(request, tool, places) : kustomizeJob(request, tool, places.readTree);
      if ('failure' in planned) return planned;
      if ('notKnown' in planned) return { notKnown: notKnown(request, planned.notKnown) };
      const outcome = await jobs.run(planned.job);
      if (outcome.ok) {
        const { file, job } = planned;
        // A template says nothing of what comes out of it.
        return { output: outcome.output, file, ...(request.tool === 'kustomize' && { files: [...job.files.keys()] }) };
      }
      if ('stopped' in outcome) return { notKnown: notKnown(request, { why: `${tool.name} ${outcome.stopped}` }) };
      const open = wouldFetch(outcome.reason) ? FETCHING : maybeAllowed(outcome.reason, request);
      return open ? { notKnown: notKnown(request, open) } : { failure: outcome.reason };
    },
  };
}

/** How Kustomize fails here where it needs the network. */
function wouldFetch(reason: string): boolean {
  return /no 'git' program on path|proxyconnect|"git": executable file not found/.test(reason);
}

const FETCHING = { why: 'it takes something from elsewhere, and nothing is fetched' };

const PROGRAMS: Readonly<Record<RenderRequest['tool'], readonly ToolName[]>> = {
  helm: ['helm'],
  kustomize: ['kustomize', 'kubectl'],
};

const NO_TOOL = {
  helm: { why: 'helm is not on the PATH', declare: 'install Helm 3' },
  kustomize: { why: 'neither kustomize nor kubectl is on the PATH', declare: 'install kustomize or kubectl' },
};

function notKnown(
  { application, source, path }: RenderRequest,
  { why, declare }: { readonly why: string; readonly declare?: string },
): NotKnown {
  const from = path ?? `chart ${source.chart ?? ''} ${source.targetRevision ?? ''}`.trim();
  const what = `what Application ${application.name} renders from ${from}`;
  return declare === undefined ? { what, why } : { what, why, declare };
}
