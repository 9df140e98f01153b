/** A Kubernetes label selector. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | null;
  readonly matchExpressions?: readonly LabelExpression[] | null;
}

export interface LabelExpression {
  readonly key?: string | null;
  readonly operator?: string | null;
  readonly values?: readonly string[] | null;
}

type Labels = Readonly<Record<string, string>>;

/**
 * Whether labels fit a selector; undefined when the selector is malformed. Without expressions it fits everything.
 * A label that is missing fits NotIn and DoesNotExist.
 */
export function labelsMatch(selector: LabelSelector, labels: Labels): boolean | undefined {
  const expressions = selectorExpressions(selector);
  if (!expressions.every(isWellFormed)) return undefined;
  return expressions.every((expression) => expressionMatches(expression, labels));
}

/** All that a selector asks: a label that must have a value is an expression too. */
export function selectorExpressions(selector: LabelSelector): readonly LabelExpression[] {
  return [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...(selector.matchExpressions ?? []),
  ];
}

/** Whether labels fit one well-formed expression. */
export function expressionMatches({ key, operator, values }: LabelExpression, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key ?? '') ? labels[key ?? ''] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && (values ?? []).includes(value);
    case 'NotIn':
      return value === undefined || !(values ?? []).includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

function isWellFormed({ key, operator, values }: LabelExpression): boolean {
  const given = values ?? [];
  if (!isLabelKey(key ?? '') || !given.every(isLabelValue)) return false;
  if (operator === 'In' || operator === 'NotIn') return given.length > 0;
  return (operator === 'Exists' || operator === 'DoesNotExist') && given.length === 0;
}

function isLabelKey(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  if (more.length > 0 || name === '' || !isLabelValue(name)) return false;
  return (
    prefix === undefined ||
    (prefix.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(prefix))
  );
}

function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value);
}
