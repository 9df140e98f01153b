import { annotation } from './annotations';
import type { KubernetesObject } from './kubernetes-object';

/**
 * The wave an object asks for: its sync wave, else its Helm hook weight - also when it is no hook -, else 0.
 * What is no whole number counts as not said.
 */
export function waveOf(object: KubernetesObject): number {
  for (const key of ['argocd.argoproj.io/sync-wave', 'helm.sh/hook-weight']) {
    const wave = integer(annotation(object, key));
    if (wave !== undefined) return wave;
  }
  return 0;
}

/** Go's integers: a sign, digits, nothing else - no space, no point, no exponent - and no more than 64 bits. */
function integer(text: string | undefined): number | undefined {
  if (text === undefined || !/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}
