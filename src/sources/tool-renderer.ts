import { helmJob, isForAnother, maybeForAnother } from './helm';
import { kustomizeJob, maybeAllowed } from './kustomize';
import type { NotKnown } from './model';
import type { Doubt, Renderer, RendererOptions, RenderRequest } from './renderer';
import { findTool, type Tool, type ToolLimits, type ToolName } from './tool';
import { cacheFolder, toolCache } from './tool-cache';
import { treeReader } from './tool-files';
import type { OpenQuestion } from './tool-plan';
import { type Workshop, workshop } from './tool-workshop';

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
        const { file, job, open } = planned;
        const doubts = await doubtsIn(outcome.output, open, jobs, request);
        return {
          output: outcome.output,
          file,
          // A template says nothing of what comes out of it.
          ...(request.tool === 'kustomize' && { files: [...job.files.keys()] }),
          ...(doubts.length > 0 && { doubts }),
        };
      }
      if ('stopped' in outcome) return { notKnown: notKnown(request, { why: `${tool.name} ${outcome.stopped}` }) };
      const open = wouldFetch(outcome.reason)
        ? FETCHING
        : (maybeAllowed(outcome.reason, request) ?? maybeForAnother(outcome.reason, request));
      return open ? { notKnown: notKnown(request, open) } : { failure: outcome.reason };
    },
  };
}

/** The questions whose answer would change what is printed. */
async function doubtsIn(
  output: string,
  open: readonly OpenQuestion[],
  jobs: Workshop,
  request: RenderRequest,
): Promise<readonly Doubt[]> {
  const asked = await Promise.all(
    open.map(async ({ otherwise, mayBeMore, ...question }): Promise<readonly Doubt[]> => {
      const others = await Promise.all(otherwise.map(jobs.run));
      // One that fails is told by what it fails at: a chart that takes no such Kubernetes says nothing of others.
      const differs = others.some((other) =>
        other.ok ? other.output !== output : !('reason' in other && isForAnother(other.reason)),
      );
      return differs || otherwise.length === 0 ? [{ notKnown: doubted(request, question), mayBeMore }] : [];
    }),
  );
  return asked.flat();
}

/** How Kustomize fails here where it needs the network. */
function wouldFetch(reason: string): boolean {
  return /no 'git' program on path|proxyconnect|"git": executable file not found/.test(reason);
}

const FETCHING = { why: 'it takes something from elsewhere, and nothing is fetched' };

/** The programs that can render, the preferred one first. */
export const PROGRAMS: Readonly<Record<RenderRequest['tool'], readonly ToolName[]>> = {
  helm: ['helm'],
  kustomize: ['kustomize', 'kubectl'],
};

const NO_TOOL = {
  helm: { why: 'helm is not on the PATH', declare: 'install Helm 3' },
  kustomize: { why: 'neither kustomize nor kubectl is on the PATH', declare: 'install kustomize or kubectl' },
};

function notKnown(request: RenderRequest, reason: Reason): NotKnown {
  return { what: `what Application ${request.application.name} renders from ${originOf(request)}`, ...reason };
}

/** The same of all Applications that have the chart. */
function doubted(request: RenderRequest, reason: Reason): NotKnown {
  return { what: `whether Argo CD renders the same from ${originOf(request)}`, ...reason };
}

interface Reason {
  readonly why: string;
  readonly declare?: string;
}

function originOf({ source, path }: RenderRequest): string {
  return path ?? `chart ${source.chart ?? ''} ${source.targetRevision ?? ''}`.trim();
}
