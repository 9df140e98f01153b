import { Lazy } from 'cdk8s';
import type { Order } from './order';

/** The annotation that puts an object in its wave, known when the whole tree is built. */
export function waveAnnotation(order: Order): { readonly 'argocd.argoproj.io/sync-wave': string } {
  return { 'argocd.argoproj.io/sync-wave': Lazy.any({ produce: () => String(order.wave) }) };
}
