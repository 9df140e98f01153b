import { type ChartFailure, type ChartPlaces, chartOf } from './helm-chart';
import { type HelmSettings, helmSettings } from './helm-options';
import { valueFile } from './helm-value-files';
import type { RenderRequest } from './renderer';
import type { Tool } from './tool';
import { reads } from './tool-since';
import { substitute } from './tool-variables';
import { type Job, WORK } from './tool-workshop';

/** What Helm has to do for a source, or why it cannot. */
export type HelmJob = { readonly job: Job; readonly file: string | undefined } | ChartFailure;

/** `helm template`, with the arguments of the repo-server. */
export function helmJob(request: RenderRequest, tool: Tool, places: ChartPlaces): HelmJob {
  const settings = helmSettings(request.source);
  if ('failure' in settings) return settings;
  // Argo CD knows no other word for the Helm that it has.
  if (settings.version !== '' && settings.version !== 'v3') {
    return { failure: `helm.version is "${settings.version}", which Argo CD does not have` };
  }
  const chart = chartOf(request, places);
  if (!('files' in chart)) return chart;
  const files = new Map(chart.files);
  const given = givenFiles(settings, files, (written) => valueFile(written, chart, request));
  if (!('valueFiles' in given)) return given;
  const set = parameters(settings, request);
  if (!Array.isArray(set)) return set;
  const kubeVersion = canonicalVersion(settings.kubeVersion || (request.kubernetesVersion ?? ''));
  if (kubeVersion === undefined)
    return { failure: `helm.kubeVersion is "${settings.kubeVersion}", which is no version` };
  const namespace = settings.namespace || request.application.destinationNamespace;
  const args = [
    'template',
    chart.argument,
    '--name-template',
    settings.releaseName || request.application.name,
    ...(namespace === '' ? [] : ['--namespace', namespace]),
    ...(kubeVersion === '' ? [] : ['--kube-version', kubeVersion]),
    ...set,
    ...given.fileParameters,
    ...given.valueFiles,
    ...settings.apiVersions.flatMap((version) => ['--api-versions', version]),
    ...(settings.skipCrds ? [] : ['--include-crds']),
    ...(settings.skipSchemaValidation && reads('skipSchemaValidation', request) ? ['--skip-schema-validation'] : []),
    ...(settings.skipTests && reads('skipTests', request) ? ['--skip-tests'] : []),
  ];
  const file =
    request.path === undefined ? undefined : request.path === '.' ? 'Chart.yaml' : `${request.path}/Chart.yaml`;
  return { job: { tool, files, folder: chart.folder, commands: [args] }, file };
}

/** Value files in their order, those of the Application last, which come before the others; they are added to `files`. */
function givenFiles(
  { valueFiles, ignoreMissingValueFiles, values, fileParameters }: HelmSettings,
  files: Map<string, Buffer>,
  look: (written: string) => ReturnType<typeof valueFile>,
): { readonly valueFiles: readonly string[]; readonly fileParameters: readonly string[] } | ChartFailure {
  const args: string[] = [];
  for (const written of valueFiles) {
    const found = look(written);
    if ('missing' in found) {
      if (ignoreMissingValueFiles) continue;
      return { failure: `value file ${written} does not exist` };
    }
    if (!('content' in found)) return found;
    files.set(found.at, found.content);
    args.push('--values', `${WORK}/${found.at}`);
  }
  if (values !== '') {
    files.set(OWN_VALUES, Buffer.from(values));
    args.push('--values', `${WORK}/${OWN_VALUES}`);
  }
  const named: string[] = [];
  for (const { name, path } of fileParameters) {
    const found = look(path);
    if ('missing' in found) return { failure: `the file ${path} of parameter ${name} does not exist` };
    if (!('content' in found)) return found;
    files.set(found.at, found.content);
    named.push('--set-file', `${name}=${escaped(`${WORK}/${found.at}`)}`);
  }
  return { valueFiles: args, fileParameters: named };
}

const OWN_VALUES = '.values-of-the-application.yaml';

/** A name that comes twice has its last value; `forceString` keeps apart what has one name. */
function parameters(
  { parameters: written }: HelmSettings,
  request: RenderRequest,
): string[] | { readonly notKnown: { readonly why: string } } {
  const set = new Map<string, string>();
  const setString = new Map<string, string>();
  for (const { name, value, forceString } of written) (forceString ? setString : set).set(name, value);
  const args: string[] = [];
  for (const [flag, values] of [
    ['--set', set],
    ['--set-string', setString],
  ] as const) {
    for (const [name, value] of values) {
      const substituted = substitute(value, request);
      if ('notKnown' in substituted) {
        return { notKnown: { why: `parameter ${name} holds ${substituted.notKnown}, which only Argo CD knows` } };
      }
      args.push(flag, `${name}=${escaped(substituted.text)}`);
    }
  }
  return args;
}

/** A comma would begin the next parameter; what stands in braces is a list. */
function escaped(value: string): string {
  return value.startsWith('{') && value.endsWith('}') ? value : value.replace(/(?<!\\),/g, '\\,');
}

/** `v1.31.0-gke.1` is `1.31.0` to Helm; undefined for what is no version. */
function canonicalVersion(text: string): string | undefined {
  if (text === '') return '';
  const [, numbers] = /^\s*v?(\d+(?:\.\d+)+)/.exec(text) ?? [];
  return numbers?.split('.').map(Number).join('.');
}
