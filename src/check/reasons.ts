import { annotation } from '../argocd/annotations';
import type { Manifest } from '../sources/model';

export const REASONS = 'argosy.io/reasons';

/** Whether a manifest's annotation gives a reason for something: a line `something: because ...`. */
export function hasReason({ object }: Manifest, something: string): boolean {
  return lines(object).some((line) => line.startsWith(`${something}:`));
}

/** Whether a reason is given for keeping an entry in the list of orphans to ignore. */
export function hasOrphanReason({ object }: Manifest, kind: string, name: string): boolean {
  return lines(object).some((line) => {
    if (!line.startsWith('orphans ')) return false;
    const [entries = ''] = line.slice('orphans '.length).split(':');
    return entries.split(',').some((entry) => entry.trim() === `${kind} ${name}`);
  });
}

function lines(object: Manifest['object']): readonly string[] {
  return (annotation(object, REASONS) ?? '').split('\n').map((line) => line.trim());
}
