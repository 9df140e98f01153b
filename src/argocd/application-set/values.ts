import { ofTexts } from '../go-template/value';
import type { Params } from './application-set';
import { type Language, renderText } from './render';

/** The params with a generator's own values: each rendered with what the generator found, not with other values. */
export function withValues(
  params: Params,
  values: Readonly<Record<string, string>> | null | undefined,
  language: Language,
): Params {
  const rendered = Object.entries(values ?? {}).map(
    ([key, value]) => [key, renderText(value, params, language)] as const,
  );
  if (rendered.length === 0) return params;
  if (language.goTemplate) return { ...params, values: ofTexts(Object.fromEntries(rendered)) };
  return { ...params, ...Object.fromEntries(rendered.map(([key, value]) => [`values.${key}`, value])) };
}
