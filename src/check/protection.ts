import { protectionOf } from '../argocd/sync-options';
import type { Verdict } from '../argocd/unknown';
import type { Repository } from '../sources/model';
import { answer } from './answers';
import { type Delivery, syncOptionsOfApplication } from './delivery';

/** Whether an object survives that it is pruned, or that its Application goes; one that somebody has to confirm does. */
export function isProtected(repository: Repository, delivery: Delivery, from: 'Prune' | 'Delete'): Verdict {
  const { manifest, application } = delivery;
  return answer(
    repository,
    (version) => protectionOf(from, manifest.object, syncOptionsOfApplication(application), version) !== 'none',
  );
}
