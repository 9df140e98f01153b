import { posix } from 'node:path';
import { load } from 'js-yaml';
import { kustomizationFile, kustomizationFiles } from './kustomize-files';
import { type KustomizeSettings, kustomizeSettings } from './kustomize-options';
import type { RenderRequest } from './renderer';
import type { Tool } from './tool';
import { type Files, find, type ReadTree } from './tool-files';
import type { ToolPlan } from './tool-plan';
import { reads } from './tool-since';
import { substitute } from './tool-variables';
import { WORK } from './tool-workshop';

/** `kustomize build`, after the edits that the repo-server makes for what the Application says. */
export function kustomizeJob(request: RenderRequest, tool: Tool, readTree: ReadTree): ToolPlan {
  const { root, path } = request;
  if (path === undefined) return { failure: 'a source with a chart is no kustomization' };
  const settings = kustomizeSettings(request.source);
  if ('failure' in settings) return settings;
  const options = buildOptions(request.argocd.settings[BUILD_OPTIONS] ?? '');
  if (!Array.isArray(options)) return options;
  const file = kustomizationFile(root, path);
  if (file === undefined) return { failure: `${path} has no kustomization.yaml` };
  const components =
    settings.ignoreMissingComponents && reads('ignoreMissingComponents', request)
      ? settings.components.filter((component) => isThere(root, posix.join(path, component)))
      : settings.components;
  const gathered = kustomizationFiles(root, path, components, readTree);
  if ('failure' in gathered) return gathered;
  if ('unusable' in gathered) return { notKnown: { why: gathered.unusable } };
  if ('remote' in gathered) {
    return { notKnown: { why: `${gathered.in} takes ${gathered.remote} from elsewhere, and nothing is fetched` } };
  }
  const edits = editsFor({ ...settings, components }, request);
  if (!Array.isArray(edits)) return edits;
  if (edits.length > 0 && tool.name !== 'kustomize') {
    const why = `the Application says more of the kustomization, for which ${tool.name} has no command`;
    return { notKnown: { why, declare: 'install kustomize' } };
  }
  const files: Files | { readonly failure: string } =
    settings.patches.length === 0 ? gathered.files : withPatches(gathered.files, file, settings.patches);
  if ('failure' in files) return files;
  const build = [tool.name === 'kustomize' ? 'build' : 'kustomize', `${WORK}/${path}`, ...options];
  return { job: { tool, files, folder: path, commands: [...edits, build] }, file, open: [] };
}

function isThere(root: string, path: string): boolean {
  const { kind } = find(root, path);
  return kind === 'file' || kind === 'folder';
}

/** What Argo CD adds to every build. Some run programs and charts of the repository: those are not. */
function buildOptions(written: string): string[] | { readonly notKnown: { readonly why: string } } {
  const words = written.split(/\s+/).filter((word) => word !== '');
  const options: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [name = ''] = word.split('=');
    if (!HARMLESS.includes(name)) {
      return { notKnown: { why: `kustomize.buildOptions has ${name}, with which nothing is run here` } };
    }
    options.push(word);
    if (!word.includes('=') && WITH_VALUE.includes(name)) options.push(words.shift() ?? '');
  }
  return options;
}

const WITH_VALUE = ['--load-restrictor', '--reorder'];
const HARMLESS = [...WITH_VALUE, '--enable-managedby-label'];

/** In the order of the repo-server. */
function editsFor(
  settings: KustomizeSettings,
  request: RenderRequest,
): (readonly string[])[] | { readonly notKnown: { readonly why: string } } {
  const notKnown: string[] = [];
  const put = (written: string) => {
    const substituted = substitute(written, request);
    if ('text' in substituted) return substituted.text;
    notKnown.push(substituted.notKnown);
    return '';
  };
  const pairs = (map: Readonly<Record<string, string>>, substituted: boolean) =>
    Object.entries(map).map(([name, value]) => `${name}:${substituted ? put(value) : value}`);
  const { namePrefix, nameSuffix, namespace, components } = settings;
  const replicas = settings.replicas.map(({ name, count }) => `${name}=${count}`);
  const labels = pairs(settings.commonLabels, true);
  const annotations = pairs(settings.commonAnnotations, settings.commonAnnotationsEnvsubst);
  const images = settings.images.map(put);
  if (notKnown.length > 0) {
    return { notKnown: { why: `the kustomization is given ${notKnown[0]}, which only Argo CD knows` } };
  }
  const force = (when: boolean, flag: string) => (when ? [flag] : []);
  return [
    ...(namePrefix === '' ? [] : [['edit', 'set', 'nameprefix', '--', namePrefix]]),
    ...(nameSuffix === '' ? [] : [['edit', 'set', 'namesuffix', '--', nameSuffix]]),
    ...(images.length === 0 ? [] : [['edit', 'set', 'image', ...images]]),
    ...(replicas.length === 0 ? [] : [['edit', 'set', 'replicas', ...replicas]]),
    ...(labels.length === 0
      ? []
      : [
          [
            ...['edit', 'add', 'label'],
            ...force(settings.forceCommonLabels, '--force'),
            ...force(settings.labelWithoutSelector, '--without-selector'),
            ...force(settings.labelIncludeTemplates && reads('labelIncludeTemplates', request), '--include-templates'),
            ...labels,
          ],
        ]),
    ...(annotations.length === 0
      ? []
      : [['edit', 'add', 'annotation', ...force(settings.forceCommonAnnotations, '--force'), ...annotations]]),
    ...(namespace === '' ? [] : [['edit', 'set', 'namespace', '--', namespace]]),
    ...(components.length === 0 ? [] : [['edit', 'add', 'component', ...components]]),
  ];
}

/** There is no command for patches: Argo CD writes them into the file as well. */
function withPatches(files: Files, file: string, patches: readonly object[]): Files | { readonly failure: string } {
  let document: unknown;
  try {
    document = load(files.get(file)?.toString('utf8') ?? '');
  } catch {
    return { failure: `${file} is not YAML` };
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return { failure: `${file} is no mapping` };
  }
  const present = 'patches' in document ? document.patches : [];
  if (!Array.isArray(present)) return { failure: `${file}: patches is no list` };
  const written = JSON.stringify({ ...document, patches: [...present, ...patches] });
  return new Map([...files, [file, Buffer.from(written)]]);
}

/** What the build options that nobody declares may allow, by what Kustomize says without them. */
export function maybeAllowed(reason: string, { argocd }: RenderRequest): { why: string; declare: string } | undefined {
  if (argocd.settings[BUILD_OPTIONS] !== undefined) return undefined;
  const option = ALLOWING.find(([said]) => said.test(reason))?.[1];
  return option === undefined
    ? undefined
    : {
        why: `it can be built with ${option} only, and nothing says whether Argo CD has that`,
        declare: `argocd.settings: { ${BUILD_OPTIONS}: "${option}" }, or "" where it has none`,
      };
}

const BUILD_OPTIONS = 'kustomize.buildOptions';

const ALLOWING: readonly (readonly [said: RegExp, option: string])[] = [
  [/must specify --enable-helm/, '--enable-helm'],
  [/security; file .* is not in or below/, '--load-restrictor LoadRestrictionsNone'],
  [/external plugins disabled|unable to load external plugin/, '--enable-alpha-plugins'],
];
