import { posix } from 'node:path';
import type { Chart, ChartFailure } from './helm-chart';
import type { RenderRequest } from './renderer';
import { find } from './tool-files';
import { reads } from './tool-since';
import { substitute } from './tool-variables';

/** Where a value file is among the files that Helm is given, and its content; undefined when it may be missing. */
export type ValueFile = { readonly at: string; readonly content: Buffer } | { readonly missing: string } | ChartFailure;

/**
 * A value file, or the file of a file parameter, as Argo CD looks for it: `$name/...` in the repository that the name
 * stands for, `/...` from the root of the repository, everything else from the chart's folder.
 */
export function valueFile(written: string, chart: Chart, request: RenderRequest): ValueFile {
  if (written.startsWith('$')) {
    const [name = '', ...rest] = written.slice(1).split('/');
    const ref = request.refs.get(name);
    if (ref && !ref.own) {
      return { notKnown: { why: `${written} is in the repository ${ref.repoURL}, which is not this one` } };
    }
    if (ref) return below(request.root, '', `/${rest.join('/')}`, written, request);
  }
  if (chart.root !== undefined) return below(chart.root, chart.path, written, written, request, chart);
  return (
    substitutedIsRemote(written, request) ?? {
      notKnown: { why: `${written} is in the chart's archive`, declare: 'the chart in the folder of charts, unpacked' },
    }
  );
}

/** Where a file of a chart from elsewhere is staged differs from where it lies. */
function below(
  root: string,
  folder: string,
  path: string,
  written: string,
  request: RenderRequest,
  chart?: Chart,
): ValueFile {
  const substituted = substitute(path, request);
  if ('notKnown' in substituted) return { notKnown: { why: `${written} holds ${substituted.notKnown}` } };
  const { text } = substituted;
  const remote = remoteFile(text, request);
  if (remote) return remote;
  if (/[*?[]/.test(text) && reads('valueFilePatterns', request)) {
    return { notKnown: { why: `${written} is a pattern, which is not followed here` } };
  }
  const at = text.startsWith('/') ? posix.join('.', text) : posix.join(folder || '.', text);
  const found = find(root, at);
  switch (found.kind) {
    case 'file':
      return { at: chart && root !== request.root ? `${chart.folder}/${at}` : at, content: found.content };
    case 'absent':
      return { missing: at };
    case 'outside':
      return { failure: `value file ${written} is outside of the repository` };
    case 'folder':
      return { failure: `value file ${written} is a folder` };
    case 'unusable':
      return { notKnown: { why: `${at} ${found.why}` } };
  }
}

function substitutedIsRemote(written: string, request: RenderRequest): ValueFile | undefined {
  const substituted = substitute(written, request);
  return 'text' in substituted ? remoteFile(substituted.text, request) : undefined;
}

/** A value file may be a URL of a scheme that Argo CD's settings allow. */
function remoteFile(text: string, { argocd }: RenderRequest): ValueFile | undefined {
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text) ?? [];
  if (scheme === undefined) return undefined;
  const allowed = (argocd.settings['helm.valuesFileSchemes'] ?? 'https,http').split(',').map((one) => one.trim());
  return allowed.includes(scheme.toLowerCase())
    ? { notKnown: { why: `value file ${text} is a URL, and nothing is fetched` } }
    : { failure: `value file ${text} has the scheme ${scheme}, and Argo CD takes ${allowed.join(' and ')}` };
}
