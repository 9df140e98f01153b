import type { LiveApplication } from './application';

/** Whether an Application is where Git wants it, and well, and nothing is under way. */
export function isSettled({ sync, health, operation, deleting }: LiveApplication): boolean {
  const idle = operation === undefined || operation.phase === 'Succeeded';
  return sync === 'Synced' && health === 'Healthy' && idle && !deleting;
}

/** The first thing that is wrong with an Application, in one line; nothing where it is settled. */
export function trouble(application: LiveApplication): string | undefined {
  if (isSettled(application)) return undefined;
  const found = CAUSES.map((cause) => cause(application)).find((each) => each !== undefined && each !== '');
  return found === undefined ? undefined : oneLine(found);
}

/** From what explains the rest to what only describes it. */
const CAUSES: readonly ((application: LiveApplication) => string | undefined)[] = [
  ({ deleting }) => (deleting ? 'it is being deleted' : undefined),
  ({ conditions }) => conditions.find(({ type }) => type.endsWith('Error'))?.message,
  ({ operation }) => {
    const [failure] = operation?.failures ?? [];
    return failure && `${failure.object}: ${failure.message}`;
  },
  ({ operation }) => (operation && /^(Failed|Error)$/.test(operation.phase) ? operation.message : undefined),
  ({ operation }) => (operation && operation.retries > 0 ? operation.message : undefined),
  ({ resources }) => {
    const worst = HEALTH.flatMap((health) => resources.filter((each) => each.health === health))[0];
    return (
      worst && `${worst.kind} ${worst.name} is ${worst.health}${worst.healthMessage && `: ${worst.healthMessage}`}`
    );
  },
  ({ operation }) => (operation?.phase === 'Running' ? operation.message : undefined),
  ({ resources }) => {
    const waiting = resources.filter((each) => each.sync === 'OutOfSync');
    const [first] = waiting;
    const more = waiting.length > 1 ? ` and ${waiting.length - 1} more` : '';
    return first && `${first.kind} ${first.name}${more} not as in Git`;
  },
  ({ healthMessage }) => healthMessage,
];

const HEALTH = ['Degraded', 'Missing', 'Unknown', 'Progressing', 'Suspended'];
const LONGEST = 160;

/** Argo CD quotes addresses of repositories, which may hold a password. */
function oneLine(text: string): string {
  const safe = text.replace(/:\/\/[^/\s@]+@/g, '://…@').replace(/\p{Cc}+/gu, ' ');
  return safe.length > LONGEST ? `${safe.slice(0, LONGEST - 1)}…` : safe;
}
