import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../cluster/cluster';
import { until } from '../cluster/until';
import { applicationSetConditions, applicationStates } from '../observer/applications';
import { perform } from './deeds';
import { fate, liveFields } from './fate';
import { GitHistory } from './git-history';
import { presentObjects } from './live-objects';
import { mapped } from './mapped';
import { FROM_BOOTSTRAP, FROM_COMMIT, type Outcome, type Recording, type Scenario } from './recording';
import { refreshInTurn } from './refresh-in-turn';
import { Scene } from './scene';
import type { Stage } from './stage';
import { stepsOf } from './steps';
import { type Substitution, translated } from './translate';
import { versionsOf } from './versions';

/** Plays a scenario on a real Argo CD, and writes down what happened. */
export async function play(scenario: Scenario, stage: Stage): Promise<Recording> {
  const { name, about, topics, input } = scenario;
  const { cluster, observation } = stage;
  const scene = new Scene(stage, idOf(scenario));
  const history = new GitHistory(stage.repository(scene.id));
  const home = `https://git.example.com/${scene.id}`;
  const played = translated(input, [[home, history.url]]);

  const start = Date.now();
  const bootstrap = observation.mark();
  const before = history.commit(played.before, 'before');
  for (const manifest of played.bootstrap.flatMap(manifests)) await cluster.apply(manifest, 'kubectl');
  const settledBefore = await scene.quiet(bootstrap);
  for (const deed of played.prepare) await perform(cluster, deed);
  const objectsBefore = await presentObjects(cluster, scene.owns);
  const statesBefore = scene.own(await applicationStates(cluster));

  const middle = Date.now();
  const commit = observation.mark();
  const after = played.after ? history.commit(played.after, 'after', before) : undefined;
  for (const [index, deed] of played.actions.entries()) {
    if (index > 0) await untilNoticed(() => scene.count(commit));
    await perform(cluster, deed);
  }
  if (after) await refreshInTurn(cluster, scene, commit);
  const settled = await scene.quiet(commit);

  const recorded = scenario.outcome?.recorded ?? FROM_COMMIT;
  const objects = await presentObjects(cluster, scene.owns);
  const live = liveFields(Object.keys(scenario.outcome?.live ?? {}), objects);
  const outcome: Outcome = {
    recorded,
    steps: stepsOf(await scene.actions(recorded === FROM_BOOTSTRAP ? bootstrap : commit)),
    settledBefore,
    settled,
    applications: scene.own(await applicationStates(cluster)),
    applicationsBefore: mapped(statesBefore, ({ sync, health, conditions }) => ({ sync, health, conditions })),
    appSets: scene.own(await applicationSetConditions(cluster)),
    ...fate(objectsBefore, objects),
    ...(Object.keys(live).length > 0 ? { live } : {}),
  };
  const names: Substitution[] = [
    [before, '<before>'],
    [history.url, home],
    [TEMPORARY_FILE, '"<file>"'],
    [UID, '<uid>'],
  ];
  return {
    ...{ name, about, topics, input },
    outcome: translated(outcome, after ? [...names, [after, '<after>']] : names),
    seconds: { before: seconds(start, middle), after: seconds(middle, Date.now()) },
    versions: versionsOf(stage.argocd),
  };
}

/** Plays a scenario on a stage where its names are taken, under others. */
export async function playAgain(scenario: Scenario, stage: Stage, time = 1): Promise<Recording> {
  const id = idOf(scenario);
  const other = `${id}again${time}`;
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

/** Where Argo CD lays a manifest down for the code of kubectl, whose messages name it. */
const TEMPORARY_FILE = /"\/[^\s"]*\/\d+"/g;
const UID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

function manifests(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}

function seconds(from: number, to: number): number {
  return Math.round((to - from) / 1000);
}
