import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Identity } from '../observer/action';
import { applicationSetConditions, applicationStates } from '../observer/applications';
import type { Mark } from '../observer/observation';
import { perform } from './deeds';
import { fate, liveFields } from './fate';
import { GitHistory } from './git-history';
import { presentObjects } from './live-objects';
import { mapped } from './mapped';
import { untilQuiet } from './quiet';
import { FROM_BOOTSTRAP, FROM_COMMIT, type Outcome, type Recording, type Scenario } from './recording';
import { refreshInTurn } from './refresh-in-turn';
import type { Stage } from './stage';
import { stepsOf } from './steps';
import { type Substitution, translated } from './translate';
import { versionsOf } from './versions';

/** Plays a scenario on a real Argo CD, and writes down what happened. */
export async function play(scenario: Scenario, stage: Stage): Promise<Recording> {
  const { name, about, topics, input } = scenario;
  const { cluster, observation } = stage;
  const id = idOf(scenario);
  const history = new GitHistory(stage.repository(id));
  const home = `https://git.example.com/${id}`;
  const played = translated(input, [[home, history.url]]);
  const owned = (each: Identity) => belongsTo(id, each);
  const look = async (since?: number) => {
    const { applications, sets } = await stage.look(since);
    const inArgoCd = ({ metadata }: Manifest) => belongsTo(id, { name: metadata.name, namespace: '' });
    return { applications: applications.filter(inArgoCd), sets: sets.filter(inArgoCd) };
  };
  const actionsSince = async (mark: Mark) => (await observation.actions(mark)).filter(owned);
  const countSince = async (mark: Mark) => (await actionsSince(mark)).length;
  const quietSince = (mark: Mark) => untilQuiet(async () => ({ ...(await look()), actions: await countSince(mark) }));

  const start = Date.now();
  const bootstrap = observation.mark();
  const before = history.commit(played.before, 'before');
  for (const manifest of played.bootstrap.flatMap(manifests)) await cluster.apply(manifest, 'kubectl');
  const settledBefore = await quietSince(bootstrap);
  for (const deed of played.prepare) await perform(cluster, deed);
  const objectsBefore = await presentObjects(cluster, owned);
  const statesBefore = ownedNames(id, await applicationStates(cluster));

  const middle = Date.now();
  const commit = observation.mark();
  const after = played.after ? history.commit(played.after, 'after', before) : undefined;
  for (const [index, deed] of played.actions.entries()) {
    if (index > 0) await untilNoticed(() => countSince(commit));
    await perform(cluster, deed);
  }
  if (after) await refreshInTurn(cluster, look, () => countSince(commit));
  const settled = await quietSince(commit);

  const recorded = scenario.outcome?.recorded ?? FROM_COMMIT;
  const objects = await presentObjects(cluster, owned);
  const live = liveFields(Object.keys(scenario.outcome?.live ?? {}), objects);
  const outcome: Outcome = {
    recorded,
    steps: stepsOf(await actionsSince(recorded === FROM_BOOTSTRAP ? bootstrap : commit)),
    settledBefore,
    settled,
    applications: ownedNames(id, await applicationStates(cluster)),
    applicationsBefore: mapped(statesBefore, ({ sync, health, conditions }) => ({ sync, health, conditions })),
    appSets: ownedNames(id, await applicationSetConditions(cluster)),
    ...fate(objectsBefore, objects),
    ...(Object.keys(live).length > 0 ? { live } : {}),
  };
  const names: Substitution[] = [
    [before, '<before>'],
    ...(after ? ([[after, '<after>']] as const) : []),
    [history.url, home],
    [TEMPORARY_FILE, '"<file>"'],
    [UID, '<uid>'],
  ];
  return {
    ...{ name, about, topics, input },
    outcome: translated(outcome, names),
    seconds: { before: seconds(start, middle), after: seconds(middle, Date.now()) },
    versions: versionsOf(stage.argocd),
  };
}

/** Plays a scenario on a stage where its names are taken, under others. */
export async function playAgain(scenario: Scenario, stage: Stage): Promise<Recording> {
  const id = idOf(scenario);
  const other = `${id}again`;
  const { input, outcome } = translated({ input: scenario.input, outcome: scenario.outcome ?? {} }, [[id, other]]);
  const recording = await play({ ...scenario, name: other, input, outcome }, stage);
  return {
    ...recording,
    name: scenario.name,
    input: scenario.input,
    outcome: translated(recording.outcome, [[other, id]]),
  };
}

function idOf({ name }: Scenario): string {
  return name.replaceAll('-', '');
}

/** Nobody does two things at once: Argo CD has begun to answer the one before the next is done, where it answers at all. */
async function untilNoticed(actions: () => Promise<number>): Promise<void> {
  const start = Date.now();
  const before = await actions();
  await until(
    'Argo CD to notice',
    30,
    async () => (await actions()) > before || Date.now() - start > 1_000 || undefined,
  );
}

/** Every name that a scenario owns starts with its id; so do those of its kinds and namespaces. */
function belongsTo(id: string, { name, namespace }: Pick<Identity, 'name' | 'namespace'>): boolean {
  return [name, namespace].some((text) => text.split(/[^a-z0-9]/).includes(id));
}

/** Where Argo CD lays a manifest down for the code of kubectl, whose messages name it. */
const TEMPORARY_FILE = /"\/[^\s"]*\/\d+"/g;
const UID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

function ownedNames<T>(id: string, record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => belongsTo(id, { name, namespace: '' })));
}

function manifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

function seconds(from: number, to: number): number {
  return Math.round((to - from) / 1000);
}
