import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlPlane, startControlPlane } from '../control-plane/control-plane';
import { differences } from '../record/differences';
import { playAgain } from '../record/play';
import type { Recording } from '../record/recording';
import { playAll } from '../record/side-by-side';
import { Stage } from '../record/stage';
import { version } from './ground';
import { ourOwn } from './needs';
import { untold } from './story';

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

const lack = ourOwn('the audit log, and settings of Argo CD');
const title = (sentence: string) => (lack ? untold(sentence, lack) : sentence);
const tell = lack ? test.skip : test;

describe('what was recorded happens again', () => {
  let plane: ControlPlane;
  const differing = new Map<Recording, Differing>();

  beforeAll(async () => {
    plane = await startControlPlane({ argocd });
    const stage = new Stage(plane);
    await playAll(scenarios, stage, (scenario, recording) => differing.set(scenario, compared(scenario, recording)));
    // Under load Argo CD sometimes syncs again what it has just synced; what is really different is so twice.
    for (const [scenario, { unexpected }] of differing) {
      if (unexpected.length === 0) continue;
      console.warn(`${scenario.name}: played a second time; the first differed:\n${unexpected.join('\n')}`);
      differing.set(scenario, compared(scenario, await playAgain(scenario, stage)));
    }
  });
  afterAll(() => plane?.stop());

  tell.each(scenarios)(title('$name: $about'), (scenario) => {
    expect(differing.get(scenario)?.unexpected).toEqual([]);
  });

  // The records are of the first version: nothing became different with it.
  if (argocd === '2.13') return;

  tell(title('what became different with this version is still so'), () => {
    const seen = new Set([...differing.values()].flatMap(({ reasons }) => reasons));
    expect([...seen].sort()).toEqual(Object.keys(known).sort());
  });
});

/** In what a recording differs from its scenario. */
interface Differing {
  /** Why, where that is known. */
  readonly reasons: readonly string[];
  readonly unexpected: readonly string[];
}

function compared(scenario: Recording, recording: Recording): Differing {
  const lines = differences(scenario, recording).map((line) => {
    return { line, reason: Object.keys(known).find((name) => known[name]?.test(line)) };
  });
  return {
    reasons: lines.flatMap(({ reason }) => reason ?? []),
    unexpected: lines.flatMap(({ line, reason }) => (reason === undefined ? [line] : [])),
  };
}
