import { type GoTemplateOptions, renderOver } from '../go-template/render';
import { fromPlain, type Origin, type Plain, type Value } from '../go-template/value';
import { Work } from '../go-template/work';
import { isUnknown, unknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { ApplicationSetSpec, Params } from './application-set';
import { changed } from './changes';
import { known, stop } from './failure';
import { fillPlaceholders } from './fast-template';

/** How a set reads templates, in one expansion. */
export interface Language {
  readonly goTemplate: boolean;
  readonly options: GoTemplateOptions;
  /** What the expansion of the whole set may take. */
  readonly work: Work;
  readonly given: WeakMap<Params, Given>;
}

/** Params as templates see them: all that are rendered with them see the same ones. */
interface Given {
  readonly value: Value;
  readonly origin: Origin;
}

/** About a second; ten thousand Applications take half of it. */
const MOST_STEPS = 1_000_000;

export function languageOf(spec: ApplicationSetSpec, version: ArgoVersion): Language {
  return {
    goTemplate: spec.goTemplate ?? false,
    options: {
      options: spec.goTemplateOptions ?? [],
      elseWith: changed(version, 'elseWith'),
      rangeOverInt: changed(version, 'rangeOverInt'),
    },
    work: new Work(MOST_STEPS, undefined, 'the ApplicationSet'),
    given: new WeakMap(),
  };
}

export function renderText(template: string, params: Params, language: Language, isLast = false): string {
  language.work.spendText(template.length);
  if (!language.goTemplate) {
    // Placeholders are looked for, and up, one by one.
    language.work.spend(template.length / 4);
    return fillPlaceholders(template, params);
  }
  // Most texts of a template are none.
  if (!template.includes('{{')) return template;
  const rendered = renderGiven(template, params, language, language.options);
  if (isUnknown(rendered)) return known<string>(rendered);
  if ('fault' in rendered) throw stop(`template ${JSON.stringify(template)}: ${rendered.message}`);
  if (language.given.get(params)?.origin.changed) {
    language.given.delete(params);
    if (!isLast) known<void>(unknown(`template ${JSON.stringify(template)}: it changes params, which others see`));
  }
  return rendered.text;
}

export function renderGiven(
  template: string,
  params: Params,
  { work, given }: Language,
  options: GoTemplateOptions,
): ReturnType<typeof renderOver> {
  const value = (): Value => {
    const before = given.get(params);
    if (before) return before.value;
    const origin = { changed: false };
    const first = { value: fromPlain(params, origin), origin };
    given.set(params, first);
    return first.value;
  };
  return renderOver(template, value, options, new Work(undefined, work));
}

/** Every text within, keys of maps included. What is null in a map is left out. */
export function renderDeep(value: Plain, params: Params, language: Language): Plain {
  language.work.spend(STEPS_PER_NODE);
  if (typeof value === 'string') return renderText(value, params, language);
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map((item) => renderDeep(item, params, language));
  const entries = Object.entries(value)
    .filter(([, item]) => item !== null)
    .map(([key, item]) => [renderText(key, params, language), renderDeep(item, params, language)] as const);
  const rendered = Object.fromEntries(entries);
  // Which of them stays is a matter of chance.
  if (Object.keys(rendered).length < entries.length) known<void>(unknown('two keys of a map are rendered to the same'));
  return rendered;
}

const STEPS_PER_NODE = 0.75;

export function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}
