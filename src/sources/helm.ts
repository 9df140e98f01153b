import { type ChartFailure, type ChartPlaces, chartOf } from './helm-chart';
import { type HelmSettings, helmSettings } from './helm-options';
import { type ChartQuestions, questionsOf } from './helm-questions';
import { valueFile } from './helm-value-files';
import type { RenderRequest } from './renderer';
import type { Tool } from './tool';
import type { OpenQuestion, ToolPlan } from './tool-plan';
import { reads } from './tool-since';
import { substitute } from './tool-variables';
import { type Job, WORK } from './tool-workshop';

/** `helm template`, with the arguments of the repo-server. */
export function helmJob(request: RenderRequest, tool: Tool, places: ChartPlaces): ToolPlan {
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
  const kubeVersion = canonicalVersion(settings.kubeVersion || (request.kubernetes.version ?? ''));
  if (kubeVersion === undefined)
    return { failure: `helm.kubeVersion is "${settings.kubeVersion}", which is no version` };
  const apiVersions = settings.apiVersions.length > 0 ? settings.apiVersions : request.kubernetes.apiVersions;
  const namespace = settings.namespace || request.application.destinationNamespace;
  const jobFor = (cluster: Cluster, turn = 1): Job => {
    const args = [
      'template',
      chart.argument,
      '--name-template',
      settings.releaseName || request.application.name,
      ...(namespace === '' ? [] : ['--namespace', namespace]),
      ...(cluster.kubeVersion === '' ? [] : ['--kube-version', cluster.kubeVersion]),
      ...set,
      ...given.fileParameters,
      ...given.valueFiles,
      ...cluster.apiVersions.flatMap((version) => ['--api-versions', version]),
      ...(settings.skipCrds ? [] : ['--include-crds']),
      ...(settings.skipSchemaValidation && reads('skipSchemaValidation', request) ? ['--skip-schema-validation'] : []),
      ...(settings.skipTests && reads('skipTests', request) ? ['--skip-tests'] : []),
    ];
    return { tool, files, folder: chart.folder, commands: [args], turn };
  };
  const file =
    request.path === undefined ? undefined : request.path === '.' ? 'Chart.yaml' : `${request.path}/Chart.yaml`;
  const known = { kubeVersion, apiVersions };
  const open = openQuestions(questionsOf(chart.files, chart.folder), known, jobFor);
  return { job: jobFor({ kubeVersion, apiVersions: apiVersions ?? [] }), file, open };
}

interface Cluster {
  /** Empty where Helm is to take its own. */
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
}

/** The questions that neither the source nor what is declared answers. */
function openQuestions(
  { apiVersions, kubeVersion, random, time }: ChartQuestions,
  known: { readonly kubeVersion: string; readonly apiVersions: readonly string[] | undefined },
  jobFor: (cluster: Cluster, turn?: number) => Job,
): readonly OpenQuestion[] {
  const cluster = { kubeVersion: known.kubeVersion, apiVersions: known.apiVersions ?? [] };
  const questions: OpenQuestion[] = [];
  if (apiVersions !== undefined && known.apiVersions === undefined) {
    const { place, named } = apiVersions;
    const list = `kubernetes.apiVersions: [${named.join(', ')}]`;
    questions.push({
      why: `${place} asks ${named.length === 0 ? 'which APIs the cluster has' : `whether the cluster has ${named.join(', ')}`}`,
      declare: named.length === 0 ? list : `${list}, or [] where it has none of them,`,
      mayBeMore: true,
      otherwise: named.length === 0 ? [] : [jobFor({ ...cluster, apiVersions: named })],
    });
  }
  if (kubeVersion !== undefined && known.kubeVersion === '') {
    questions.push({
      why: `${kubeVersion} asks for the version of Kubernetes`,
      declare: 'kubernetes.version',
      mayBeMore: true,
      otherwise: FAR_APART.map((version) => jobFor({ ...cluster, kubeVersion: version })),
    });
  }
  if (random !== undefined) {
    questions.push({
      why: `${random} makes up a random value, and Argo CD another one each time`,
      declare: 'give it the value that it makes up',
      mayBeMore: false,
      otherwise: [jobFor(cluster, 2)],
    });
  }
  if (time !== undefined) {
    questions.push({
      why: `${time} asks for the time, which is another one whenever Argo CD renders`,
      mayBeMore: false,
      otherwise: [],
    });
  }
  return questions;
}

/** Helm's own Kubernetes is none that the chart takes, and the cluster's may be. */
export function maybeForAnother(
  reason: string,
  request: RenderRequest,
): Pick<OpenQuestion, 'why' | 'declare'> | undefined {
  const isTold = request.kubernetes.version !== undefined || Boolean(Object(request.source.helm).kubeVersion);
  return !isTold && isForAnother(reason) ? { why: reason, declare: 'kubernetes.version' } : undefined;
}

/** Whether Helm says no more than that a chart is for another version of Kubernetes. */
export function isForAnother(reason: string): boolean {
  return reason.includes('requires kubeVersion');
}

/** Older and newer than any cluster of today: what differs between two versions differs between these. */
const FAR_APART = ['1.20.0', '1.60.0'];

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
