import { renderGoTemplate } from '../../../src/argocd/go-template/render';
import { ofTexts, type Plain } from '../../../src/argocd/go-template/value';
import { isUnknown } from '../../../src/argocd/unknown';
import type { Answer } from '../../oracle/oracle';
import type { TemplateQuestion } from '../../oracle/templates';

/** Which error it is, and its wording, are ours. */
const fails = { fails: true };

/** What we make of a template. */
export function rendered({ template, params, labels, options }: TemplateQuestion): unknown {
  const found = renderGoTemplate(template, { ...params, labels: ofTexts(labels) } as Plain, { options });
  if (isUnknown(found)) return found;
  if (!('fault' in found)) return found.text;
  return fails;
}

/** What Argo CD makes of it. What comes in a random order nobody can tell. */
export function said({ answer, error, panic }: Answer): unknown {
  if (panic !== undefined) return { panic };
  if (error === undefined) return answer;
  return error === 'varies' ? { varies: true } : fails;
}
