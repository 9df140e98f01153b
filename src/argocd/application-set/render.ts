import { type GoTemplateOptions, renderGoTemplate } from '../go-template/render';
import type { Plain } from '../go-template/value';
import { isUnknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { ApplicationSetSpec, Params } from './application-set';
import { changed } from './changes';
import { known, stop } from './failure';
import { fillPlaceholders } from './fast-template';

/** How a set reads templates. */
export interface Language {
  readonly goTemplate: boolean;
  readonly options: GoTemplateOptions;
}

export function languageOf(spec: ApplicationSetSpec, version: ArgoVersion): Language {
  return {
    goTemplate: spec.goTemplate ?? false,
    options: {
      options: spec.goTemplateOptions ?? [],
      elseWith: changed(version, 'elseWith'),
      rangeOverInt: changed(version, 'rangeOverInt'),
    },
  };
}

export function renderText(template: string, params: Params, { goTemplate, options }: Language): string {
  if (!goTemplate) return fillPlaceholders(template, params);
  // Most texts of a template are none.
  if (!template.includes('{{')) return template;
  const rendered = renderGoTemplate(template, params, options);
  if (isUnknown(rendered)) return known<string>(rendered);
  if ('fault' in rendered) throw stop(`template ${JSON.stringify(template)}: ${rendered.message}`);
  return rendered.text;
}

/** Every text within, keys of maps included. What is null in a map is left out. */
export function renderDeep(value: Plain, params: Params, language: Language): Plain {
  if (typeof value === 'string') return renderText(value, params, language);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => renderDeep(item, params, language));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [renderText(key, params, language), renderDeep(item, params, language)]),
  );
}

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
