import { expressionMatches, type LabelSelector, selectorExpressions } from '../label-selector';
import type { ArgoVersion } from '../version';
import type { Params } from './application-set';
import { changed } from './changes';
import { stop } from './failure';
import { flatten } from './flatten';
import type { Language } from './render';

/** The sets of params that a generator's selector keeps. Unlike labels, the values may be anything, such as URLs. */
export function selectParams(
  all: readonly Params[],
  selector: LabelSelector | null | undefined,
  version: ArgoVersion,
  { work }: Language,
): readonly Params[] {
  if (selector === null || selector === undefined) return all;
  const expressions = selectorExpressions(selector);
  for (const { key, operator, values } of expressions) check(key ?? '', operator ?? '', values ?? []);
  const steps = 5 + expressions.reduce((sum, { values }) => sum + 1 + (values ?? []).length / 50, 0);
  return all.filter((params) => {
    work.spend(steps + 2 * Object.keys(params).length);
    const flat = flatten(params, version, changed(version, 'selectorsOverLabels'));
    return expressions.every((expression) => expressionMatches(expression, flat));
  });
}

function check(key: string, operator: string, values: readonly string[]): void {
  const isSet = operator === 'In' || operator === 'NotIn';
  if (!isSet && operator !== 'Exists' && operator !== 'DoesNotExist')
    throw stop(`"${operator}" is not a valid pod selector operator`);
  if (isSet && values.length === 0) throw stop(`selector on "${key}": ${operator} needs values`);
  if (!isSet && values.length > 0) throw stop(`selector on "${key}": ${operator} takes no values`);
  const [name = '', prefix, ...more] = key.split('/').toReversed();
  const label = /^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$/;
  const domain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
  if (more.length > 0 || !label.test(name) || (prefix !== undefined && (prefix.length > 253 || !domain.test(prefix)))) {
    throw stop(`selector: "${key}" is no qualified name`);
  }
}
