import { trimSpace } from './go-space';
import type { KubernetesObject } from './kubernetes-object';

/** An annotation's text. One annotation whose value is no text, say an unquoted number, hides them all. */
export function annotation(object: KubernetesObject, key: string): string | undefined {
  const annotations = object.metadata?.annotations ?? {};
  const values = Object.values(annotations);
  if (values.some((value) => typeof value !== 'string')) return undefined;
  const value = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The values of a comma-separated annotation, trimmed, each once. */
export function annotationValues(object: KubernetesObject, key: string): readonly string[] {
  const values = (annotation(object, key) ?? '').split(',').map(trimSpace);
  return [...new Set(values)].filter((value) => value !== '');
}

/** What follows `option=` among such values; an option without `=` has no value. The first one counts. */
export function optionValue(values: readonly string[], option: string): string | undefined {
  const prefix = `${option}=`;
  return values.find((value) => value.startsWith(prefix))?.slice(prefix.length);
}
