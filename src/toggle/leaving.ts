import { isKept, isStorage } from '../operations/checklist';
import { called } from '../operations/operated';
import type { Manifest } from '../sources/model';

/** What leaves Git with a switch. */
export interface Leaving {
  /** The Applications, and the sets, whose manifests leave. */
  readonly applications: readonly string[];
  /** Storage and namespaces whose manifests leave, and that stay in the cluster all the same. */
  readonly kept: readonly string[];
  /** Those that would be deleted. A namespace takes its claims along, so it counts as one. */
  readonly lost: readonly string[];
}

export function leaving(removed: readonly Manifest[]): Leaving {
  const precious = removed.filter((each) => isStorage(each) || (each.group === '' && each.kind === 'Namespace'));
  return {
    applications: removed
      .filter(({ group, kind }) => group === 'argoproj.io' && (kind === 'Application' || kind === 'ApplicationSet'))
      .map(({ kind, name }) => (kind === 'Application' ? name : `${kind} ${name}`)),
    kept: precious.filter(isKept).map(called),
    lost: precious.filter((each) => !isKept(each)).map(called),
  };
}
