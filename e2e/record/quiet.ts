import { type Application, REFRESH } from '../cluster/application';
import { until } from '../cluster/until';
import { applicationState } from '../observer/applications';
import type { Look } from './stage';

/**
 * Waits until nothing happens any more. A stop in the middle is not the end: it takes longer to be believed.
 *
 * @param actions how many there were
 * @returns whether it came to rest: nothing runs, is retried, is being deleted or still makes progress
 */
export async function untilQuiet(look: () => Promise<Look & { readonly actions: number }>): Promise<boolean> {
  let last = '';
  let since = Date.now();
  return until(
    'Argo CD to come to rest',
    LONGEST_S,
    async () => {
      const seen = await look();
      const picture = JSON.stringify([
        seen.actions,
        seen.applications.map(pictureOf),
        seen.sets.map(({ status }) => status),
      ]);
      if (picture !== last) since = Date.now();
      last = picture;
      const still = Date.now() - since;
      if (seen.applications.some(isBusy) || seen.sets.some(({ status }) => !status?.conditions?.length)) {
        return still > STUCK_MS ? false : undefined;
      }
      return still > (seen.applications.some(mayGoOn) ? HEALING_MS : QUIET_MS) ? true : undefined;
    },
    () => last,
  );
}

const LONGEST_S = 180;
const QUIET_MS = 3_500;
/** Argo CD tries to heal the same revision again after five seconds. */
const HEALING_MS = 8_000;
const STUCK_MS = 18_000;

function pictureOf(application: Application): unknown {
  const { metadata, operation, spec } = application;
  return [metadata.name, metadata.uid, metadata.annotations, spec, operation, applicationState(application)];
}

function isBusy(application: Application): boolean {
  const { metadata, operation, status } = application;
  const asked = metadata.annotations?.[REFRESH] !== undefined;
  const phase = status?.operationState?.phase ?? '';
  const running = operation !== undefined || phase === 'Running' || phase === 'Terminating';
  const unseen = status?.sync?.status === undefined;
  const progressing = isProgressing(application) && !holdsClaim(application);
  return asked || running || unseen || progressing || metadata.deletionTimestamp !== undefined;
}

function isProgressing({ status }: Application): boolean {
  return status?.health?.status === 'Progressing';
}

/** One that nobody binds keeps its Application Progressing for ever, which is how it comes to rest. */
function holdsClaim({ status }: Application): boolean {
  return status?.resources?.some(({ kind }) => kind === 'PersistentVolumeClaim') === true;
}

/** Whoever says why it does not heal will not. */
function mayGoOn(application: Application): boolean {
  const { spec, status } = application;
  const { syncPolicy } = (spec ?? {}) as { readonly syncPolicy?: { readonly automated?: object | null } };
  const heals = syncPolicy?.automated && status?.sync?.status === 'OutOfSync' && !status.conditions?.length;
  return Boolean(heals) || isProgressing(application);
}
