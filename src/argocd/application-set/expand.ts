import { type Unknown, unknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { ApplicationSet, ApplicationSetSpec, Data, Params, SetSyncPolicy } from './application-set';
import { attempt, known, type SetFailure, stop } from './failure';
import { type Generated, generate } from './generate';
import { isMap } from './list';
import { patchApplication } from './patch';
import { type Language, languageOf, renderDeep, renderText } from './render';
import type { Sources } from './sources';
import { mergeTemplates } from './template';

/** An Application that a set makes, and the params it was made with. */
export interface GeneratedApplication {
  readonly application: Data;
  readonly params: Params;
}

const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/**
 * The Applications that a set makes of what is around it. One error of one generator or template makes it do nothing at
 * all. Which of them it then leaves out, `refusedApplications` says.
 */
export function expandApplicationSet(
  set: ApplicationSet,
  sources: Sources,
  version: ArgoVersion,
): readonly GeneratedApplication[] | SetFailure | Unknown {
  const spec = set.spec ?? {};
  const language = languageOf(spec, version);
  return attempt(() =>
    (spec.generators ?? []).flatMap((generator) =>
      generate(generator, spec, sources, version, language).flatMap((generated) => {
        const templates = templatesFor(generated, spec, language);
        return generated.params.map((each, nth) => ({
          application: makeApplication(templates(nth), each, set, spec, language),
          params: each,
        }));
      }),
    ),
  );
}

/**
 * The template of each set of params. The first set without any makes an Application of the template itself, unless a
 * patch copies it, and it is the template that then gets the set's namespace: for all that follow there is nothing left
 * to render there, and so nothing that can fail.
 */
function templatesFor(
  { params, template, unordered }: Generated,
  spec: ApplicationSetSpec,
  language: Language,
): (nth: number) => Data {
  const whole = mergeTemplates(template ?? {}, spec.template ?? {});
  const { namespace, ...others } = isMap(whole.metadata ?? null) ? (whole.metadata as Data) : {};
  const first = spec.templatePatch == null ? params.findIndex(isEmpty) : -1;
  if (first === -1 || typeof namespace !== 'string') return () => whole;
  const later = { ...whole, metadata: others };
  if (unordered && params.some((each) => !isEmpty(each) && !renders(namespace, each, language)))
    known<void>(
      unknown(
        `template ${JSON.stringify(namespace)} fails before the element without params, not after it; which comes first is chance`,
      ),
    );
  return (nth) => (nth > first ? later : whole);
}

function renders(text: string, params: Params, language: Language): boolean {
  return typeof attempt(() => renderText(text, params, language)) === 'string';
}

function isEmpty(params: Params): boolean {
  return Object.keys(params).length === 0;
}

function makeApplication(
  template: Data,
  params: Params,
  set: ApplicationSet,
  spec: ApplicationSetSpec,
  language: Language,
): Data {
  const rendered = renderApplication(template, params, spec.syncPolicy, language);
  const patch = spec.templatePatch ?? undefined;
  const patched =
    patch === undefined ? rendered : patchApplication(rendered, renderText(patch, params, language, true));
  const metadata = isMap(patched.metadata ?? null) ? (patched.metadata as Data) : {};
  // A set makes Applications in its own namespace only, whatever its template says.
  const namespace = set.metadata?.namespace ?? undefined;
  const { namespace: _, ...others } = metadata;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    ...patched,
    metadata: namespace === undefined ? others : { ...others, namespace },
  };
}

/** A template with params filled in. Without finalizers of its own it gets the one that deletes what was deployed. */
export function renderApplication(
  template: Data,
  params: Params,
  syncPolicy: SetSyncPolicy | null | undefined,
  language: Language,
): Data {
  // Without params nothing is rendered, and nothing added.
  if (isEmpty(params)) return template;
  const rendered = renderDeep(template, params, language);
  if (!isMap(rendered)) throw stop('the template is no map');
  const metadata = isMap(rendered.metadata ?? null) ? (rendered.metadata as Data) : {};
  const finalizers = metadata.finalizers;
  if (syncPolicy?.preserveResourcesOnDeletion || (Array.isArray(finalizers) && finalizers.length > 0)) return rendered;
  return { ...rendered, metadata: { ...metadata, finalizers: [FINALIZER] } };
}
