import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane';
import { differences } from '../record/differences';
import { playAgain } from '../record/play';
import type { Recording } from '../record/recording';
import { playAll } from '../record/side-by-side';
import { Stage } from '../record/stage';
import { version } from './ground';

/** What a real Argo CD 2.13.2 was seen to do, under `test/conformance/`: waves, hooks, refusals, a set. */
const scenarios = [
  'reality/prune-mirrored-waves',
  'reality/hooks-presync-fails',
  'reality/wave-invalid-object',
  'reality/namespace-missing',
  'application-sets/appset-policy-create-delete',
].map((name): Recording => JSON.parse(readFileSync(join(__dirname, `../../test/conformance/${name}.json`), 'utf8')));

/** What became different with Argo CD 3, as a comparison of records says it. */
const sinceArgoCd3 = {
  'objects are tracked by an annotation, not by the label': /^tracking\/.*, got nothing$/,
  'a status has the health of the Application, not of its resources':
    /\/resources\/[^/]*\/health: expected .*, got nothing$/,
  'what was never created counts as Missing, also where its kind has no health':
    /^applications(Before)?\/[^/]*\/health: expected "Healthy", got "Missing"$/,
  'a failed sync is told in other words':
    /\/message: expected "Failed sync attempt to (<\w+>): (.*)", got "Failed last sync attempt to \[\1\]: \2"$/,
  'an ApplicationSet is told to be up to date in other words':
    /^appSets\/.*\/message: expected ".*", got "All applications have been generated successfully"$/,
};

const argocd = version();
const known: Readonly<Record<string, RegExp>> = argocd === '2.13' ? {} : sinceArgoCd3;
const seen = new Set<string>();

// A record needs the audit log, and settings of Argo CD that a foreign cluster may not have.
(process.env.KUBECONFIG ? describe.skip : describe)('what was recorded happens again', () => {
  let plane: ControlPlane;
  let stage: Stage;
  const recordings = new Map<Recording, Recording>();

  beforeAll(async () => {
    plane = await startControlPlane({ argocd });
    stage = new Stage(plane);
    await playAll(scenarios, stage, (scenario, recording) => recordings.set(scenario, recording));
  });
  afterAll(() => plane?.stop());

  test.each(scenarios)('$name: $about', async (scenario) => {
    const recording = recordings.get(scenario);
    const first = recording ? unexpected(scenario, recording) : ['not played'];
    // Under load Argo CD sometimes syncs again what it has just synced; what is really different is so twice.
    const found = first.length === 0 ? first : unexpected(scenario, await playAgain(scenario, stage));
    expect(found).toEqual([]);
  });

  test('what became different with this version is still so', () => {
    expect([...seen].sort()).toEqual(Object.keys(known).sort());
  });
});

function unexpected(scenario: Recording, recording: Recording): string[] {
  return differences(scenario, recording).filter((line) => {
    const reason = Object.keys(known).find((name) => known[name]?.test(line));
    if (reason !== undefined) seen.add(reason);
    return reason === undefined;
  });
}
