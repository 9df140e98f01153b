import type { RenderRequest } from './renderer';
import { reads } from './tool-since';

/** A text with Argo CD's build environment put in, or the variable that only a commit has. */
export type Substituted = { readonly text: string } | { readonly notKnown: string };

/** `$NAME` and `${NAME}`; a name that Argo CD does not set is empty, and `$$` is a dollar sign. */
export function substitute(text: string, request: RenderRequest): Substituted {
  const { application, source } = request;
  const values: Readonly<Record<string, string>> = {
    $: '$',
    ARGOCD_APP_NAME: application.name,
    ARGOCD_APP_NAMESPACE: application.destinationNamespace,
    ARGOCD_APP_PROJECT_NAME: reads('projectName', request) ? application.project : '',
    ARGOCD_APP_SOURCE_REPO_URL: source.repoURL ?? '',
    ARGOCD_APP_SOURCE_PATH: source.path ?? '',
    ARGOCD_APP_SOURCE_TARGET_REVISION: source.targetRevision ?? '',
  };
  let notKnown: string | undefined;
  const replaced = text.replace(VARIABLE, (_, braced: string | undefined, plain: string | undefined) => {
    const name = braced ?? plain ?? '';
    if (name.startsWith('ARGOCD_APP_REVISION')) notKnown ??= name;
    if (name === 'ARGOCD_APP_NAME' && !inControlPlane(application.namespace)) notKnown ??= name;
    return Object.hasOwn(values, name) ? (values[name] ?? '') : '';
  });
  return notKnown === undefined ? { text: replaced } : { notKnown };
}

/** As Go's `os.Expand` reads them: a special character or a digit is a name by itself, and a brace without end goes. */
const VARIABLE = /\$(?:\{([^}]*)\}|\{|([*#$@!?-]|[0-9]|[A-Za-z_][A-Za-z0-9_]*))/g;

/** Outside of Argo CD's own namespace an Application is called by both its names, and here that is not known. */
function inControlPlane(namespace: string): boolean {
  return namespace === '' || namespace === 'argocd';
}
