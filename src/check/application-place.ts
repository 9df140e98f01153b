import type { DeliveredApplication, Manifest } from '../sources/model';
import type { ValuePath } from './finding';

/** Where a value of an Application is written: in its manifest, or in the template of the set that generates it. */
export function placeIn(
  { manifest, generatedBy }: DeliveredApplication,
  path: ValuePath,
): { readonly at: Manifest; readonly path: ValuePath } {
  return generatedBy === undefined ? { at: manifest, path } : { at: generatedBy, path: ['spec', 'template', ...path] };
}
