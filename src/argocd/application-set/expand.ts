import type { Unknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { ApplicationSet, ApplicationSetSpec, Data, Params, SetSyncPolicy } from './application-set';
import { attempt, type SetFailure, stop } from './failure';
import { generate } from './generate';
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
      generate(generator, spec, sources, version, language).flatMap(({ params, template }) => {
        const merged = mergeTemplates(template ?? {}, spec.template ?? {});
        return params.map((each) => ({
          application: makeApplication(merged, each, set, spec, language),
          params: each,
        }));
      }),
    ),
  );
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
  if (Object.keys(params).length === 0) return template;
  const rendered = renderDeep(template, params, language);
  if (!isMap(rendered)) throw stop('the template is no map');
  const metadata = isMap(rendered.metadata ?? null) ? (rendered.metadata as Data) : {};
  const finalizers = metadata.finalizers;
  if (syncPolicy?.preserveResourcesOnDeletion || (Array.isArray(finalizers) && finalizers.length > 0)) return rendered;
  return { ...rendered, metadata: { ...metadata, finalizers: [FINALIZER] } };
}
