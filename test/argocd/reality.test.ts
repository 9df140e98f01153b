import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { foretold, identity, identityOf, type Scenario, written } from './reality-foretelling';
import { inScope, outOfScope } from './reality-scenarios';

const folder = path.join(__dirname, '../conformance/reality');
const names = readdirSync(folder).map((file) => path.basename(file, '.json'));

afterAll(() =>
  process.stdout.write(`reality: ${names.length} foretold, ${Object.keys(outOfScope).length} out of scope\n`),
);

test('every scenario is in or out of scope, not both', () => {
  expect(names.toSorted()).toEqual(Object.keys(inScope).toSorted());
  expect(names.filter((name) => name in outOfScope)).toEqual([]);
});

describe('what happened on a real Argo CD is what is foretold', () => {
  for (const name of names) {
    const scenario: Scenario = JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
    test(`${name}: ${scenario.about}`, () => {
      const all = foretold(scenario, inScope[name] ?? {});
      const owners = scenario.outcome.steps.map(({ owner }) => owner).filter((owner) => owner !== '');
      for (const owner of new Set([...owners, ...all.keys()])) {
        const { groups = [], wavesKnown } = all.get(owner) ?? {};
        const recorded = scenario.outcome.steps.filter((step) => step.owner === owner);
        expectInOrder(
          recorded.map(({ events }) => events.map(written)),
          groups,
        );
        // The record has each object's own wave beside it.
        for (const event of recorded.flatMap(({ events }) => events)) {
          const wave = wavesKnown?.get(identity(event));
          if (wave !== undefined) expect([identity(event), event.wave]).toEqual([identity(event), wave]);
        }
      }
    });

    test(`${name}: what is lost and kept`, () => {
      const all = [...foretold(scenario, inScope[name] ?? {}).values()];
      const live = all.flatMap((each) => each.live);
      const events = all.flatMap(({ groups }) => groups.flat().map((line) => line.split(' ')));
      const deleted = events.filter(([verb]) => verb === 'delete').map(([, id]) => id);
      const created = events.filter(([verb]) => verb === 'create').map(([, id]) => id);
      const { gone, recreated, terminating, exists } = scenario.outcome;
      const lost = [...gone, ...recreated, ...terminating].map(identity);
      for (const id of live.map(identityOf)) {
        const removed = inScope[name]?.removed?.includes(id.slice(id.lastIndexOf('/') + 1));
        expect([id, lost.includes(id)]).toEqual([id, deleted.includes(id) || removed === true]);
        if (!deleted.includes(id)) expect(exists.map(identity)).toContain(id);
        else if (created.includes(id)) expect(recreated.map(identity)).toContain(id);
      }
    });
  }
});

/** Recorded events follow the groups: those of one group in any order, and no step reaches into two of them. */
function expectInOrder(steps: readonly (readonly string[])[], groups: readonly (readonly string[])[]): void {
  const merged: string[][] = [];
  const places = new Map(groups.flatMap((group, place) => group.map((event) => [event, place] as const)));
  let at: number | undefined;
  for (const step of steps) {
    const place = places.get(step[0] ?? '') ?? -1;
    if (place === at) merged.at(-1)?.push(...step);
    else merged.push([...step]);
    at = place;
  }
  expect(merged.map((step) => step.toSorted())).toEqual(groups.map((group) => group.toSorted()));
}
