import { trimSpace } from '../go-template/text';
import type { Params } from './application-set';
import { stop } from './failure';

/**
 * Fills `{{ key }}` with the text of a parameter. What names no parameter, or one that is no text, stays as it is.
 */
export function fillPlaceholders(template: string, params: Params): string {
  // A text without a whole placeholder on one line is none at all, so that a lone `{{` does no harm.
  if (!hasPlaceholder(template)) return template;
  let text = '';
  for (let at = 0; ; ) {
    const open = template.indexOf('{{', at);
    if (open === -1) return text + template.slice(at);
    const close = template.indexOf('}}', open + 2);
    if (close === -1) throw stop('cannot find end tag="}}" in the template');
    const tag = template.slice(open + 2, close);
    const key = trimSpace(tag);
    const value = key !== '' && Object.hasOwn(params, key) ? params[key] : undefined;
    text += template.slice(at, open) + (typeof value === 'string' ? value : `{{${tag}}}`);
    at = close + 2;
  }
}

function hasPlaceholder(template: string): boolean {
  return template.split('\n').some((line) => {
    const open = line.indexOf('{{');
    return open !== -1 && line.indexOf('}}', open + 2) !== -1;
  });
}
