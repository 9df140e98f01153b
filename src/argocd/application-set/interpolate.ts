import type { Plain } from '../go-template/value';
import { isUnknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { Generator, Params } from './application-set';
import { changed } from './changes';
import { isMap } from './list';
import { type Language, renderDeep, renderGiven } from './render';

/** The second child of a matrix, every text of it rendered with one set of params of the first. */
export function interpolate(generator: Generator, params: Params, language: Language, version: ArgoVersion): Generator {
  const entries = Object.entries(generator as { readonly [kind: string]: Plain }).map(([kind, whole]) => {
    const value = kind === 'matrix' || kind === 'merge' ? withoutTemplate(whole) : whole;
    const values = isMap(value) ? value.values : undefined;
    // Since 3.4 a child renders its values itself, as it alone knows what it finds.
    if (!isMap(value) || values === undefined || !isMap(values) || !changed(version, 'deferredValues')) {
      return [kind, renderDeep(value, params, language)] as const;
    }
    const { values: _, ...others } = value;
    const early = changed(version, 'earlyValues') ? renderWhatIsKnown(values, params, language) : values;
    return [kind, { ...(renderDeep(others, params, language) as object), values: early }] as const;
  });
  return Object.fromEntries(entries);
}

/** A combination that is nested has no template, whatever is written. */
function withoutTemplate(value: Plain): Plain {
  if (!isMap(value)) return value;
  const { template: _, ...others } = value;
  return others;
}

/** Values that ask for nothing but keys that are there; the others wait. */
function renderWhatIsKnown(values: { readonly [key: string]: Plain }, params: Params, language: Language): Plain {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (typeof value !== 'string') return [key, value];
      if (!language.goTemplate) return [key, renderDeep(value, params, language)];
      const options = [...(language.options.options ?? []), 'missingkey=error'];
      const rendered = renderGiven(value, params, language, { ...language.options, options });
      return [key, isUnknown(rendered) || 'fault' in rendered ? value : rendered.text];
    }),
  );
}
