import { filesIn } from './tar-archive';
import type { Files } from './tool-files';

/** What the templates of a chart ask for that its values do not say, and where each is asked first. */
export interface ChartQuestions {
  /** Which APIs the cluster has besides those of Kubernetes itself. */
  readonly apiVersions: { readonly place: string; readonly named: readonly string[] } | undefined;
  readonly kubeVersion: string | undefined;
  readonly random: string | undefined;
  readonly time: string | undefined;
}

/**
 * Reads the templates of a chart and of the charts in it.
 * @param folder the chart's folder among the files; places are named from there
 */
export function questionsOf(files: Files, folder: string): ChartQuestions {
  const within = folder === '.' ? '' : `${folder}/`;
  const actions = [...files].flatMap(([path, content]) => {
    if (!path.startsWith(within)) return [];
    // Many Applications have one chart, whose files are read once.
    const found = known.get(content) ?? actionsOf(path.slice(within.length), content);
    known.set(content, found);
    return found;
  });
  const asked = (pattern: RegExp) => actions.find(({ code }) => pattern.test(code))?.place;
  const named = actions.flatMap(({ text, place }) => apiVersionsIn(text).map((version) => ({ version, place })));
  const open = asked(UNNAMED_API_VERSIONS);
  const [first] = named;
  return {
    apiVersions:
      open === undefined
        ? first && { place: first.place, named: [...new Set(named.map(({ version }) => version))] }
        : { place: open, named: [] },
    kubeVersion: asked(KUBE_VERSION),
    random: asked(RANDOM),
    time: asked(TIME),
  };
}

interface Action {
  readonly text: string;
  /** The same without the content of its strings. */
  readonly code: string;
  readonly place: string;
}

const known = new WeakMap<Buffer, readonly Action[]>();

function actionsOf(path: string, content: Buffer): readonly Action[] {
  if (!path.endsWith('.tgz')) return actionsIn(path, content);
  return filesIn(content).flatMap(([inner, text]) => actionsIn(inner, text));
}

/** What stands in braces in a template whose output is applied: notes are only shown. */
function actionsIn(path: string, content: Buffer): readonly Action[] {
  if (!/(^|\/)templates\//.test(path) || path.endsWith('/NOTES.txt')) return [];
  const template = content.toString('utf8');
  return [...template.matchAll(/\{\{-?\s*(?!\/\*)([\s\S]*?)\}\}/g)].map(({ 1: text = '', index }) => ({
    text,
    code: text.replace(/"(?:\\.|[^"\\\n])*"|`[^`]*`/g, '""'),
    get place() {
      return `${path}:${template.slice(0, index).split('\n').length}`;
    },
  }));
}

/** Helm knows the APIs of Kubernetes itself, here and in Argo CD alike. */
function apiVersionsIn(text: string): readonly string[] {
  return [...text.matchAll(/\.APIVersions\.Has\s+"([^"]+)"/g)]
    .map(([, version = '']) => version)
    .filter((version) => !OF_KUBERNETES.test(version));
}

const OF_KUBERNETES =
  /^(?:[a-z0-9]+|(?:apps|autoscaling|batch|extensions|policy|(?:admissionregistration|apiextensions|authentication|authorization|certificates|coordination|discovery|events|flowcontrol\.apiserver|networking|node|rbac\.authorization|resource|scheduling|storage)\.k8s\.io)\/[a-z0-9]+)(?:\/[A-Z]\w*)?$/;
const UNNAMED_API_VERSIONS = /\.APIVersions\b(?!\.Has\s+"")/;
const KUBE_VERSION = /(?<!\.Chart)\.KubeVersion\b/;
const RANDOM =
  /(?<![.$\w])(?:rand(?:AlphaNum|Alpha|Ascii|Numeric|Bytes|Int)|shuffle|uuidv4|bcrypt|htpasswd|encryptAES|gen(?:PrivateKey|CA|CAWithKey|SelfSignedCert|SelfSignedCertWithKey|SignedCert|SignedCertWithKey))\b/;
const TIME = /(?<![.$\w])(?:now|ago)\b/;
