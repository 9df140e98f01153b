import fc from 'fast-check';
import { RELEASES } from '../../src/argocd';
import { RULES } from '../../src/check/rules';
import { rangeText } from '../../src/check/schema/bundled';
import { readRepository } from '../../src/sources/repository';

const SOURCE = fc.record(
  {
    repoURL: fc.constantFrom('https://git.example/shop.git', ''),
    path: fc.constantFrom('shop', ''),
    ref: fc.constantFrom('values', 'a b'),
    chart: fc.constant('shop'),
    helm: fc.record({ valueFiles: fc.array(fc.constantFrom('values.yaml', '$values/a.yaml', '$other/../..')) }),
    directory: fc.constant({}),
  },
  { requiredKeys: ['repoURL'] },
);

const SPEC = fc.record(
  {
    source: SOURCE,
    sources: fc.array(SOURCE, { maxLength: 2 }),
    sourceHydrator: fc.record({ hydrateTo: fc.constant({}), drySource: SOURCE }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

test('what no release is declared for is found as each of them finds it', async () => {
  await fc.assert(
    fc.asyncProperty(SPEC, async (spec) => {
      const manifest = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'shop' }, spec };
      const files = { 'apps/shop.json': JSON.stringify(manifest) };
      const byFinding = new Map<string, string[]>();
      for (const argocdVersion of RELEASES) {
        const { found } = await judged(files, argocdVersion);
        for (const each of found) byFinding.set(each, [...(byFinding.get(each) ?? []), argocdVersion]);
      }
      const ofAll = [...byFinding].filter(([, releases]) => releases.length === RELEASES.length);
      const ofSome = [...byFinding].filter(([, releases]) => releases.length < RELEASES.length);
      expect(await judged(files)).toEqual({
        found: new Set(ofAll.map(([found]) => found)),
        reasons: new Set(
          ofSome.map(([found, releases]) => `only ${rangeText(releases)} says that ${messageOf(found)}`),
        ),
      });
    }),
    { numRuns: 40 },
  );
});

async function judged(files: Readonly<Record<string, string>>, argocdVersion?: string) {
  const repository = await readRepository({ files }, argocdVersion === undefined ? {} : { argocdVersion });
  const rule = RULES.find(({ code }) => code === 'app/invalid-source');
  const { violations = [], notKnown = [] } = rule?.judge({ repository, now: new Date(0) }) ?? {};
  return {
    found: new Set(violations.map(({ path, message }) => JSON.stringify([path, message]))),
    reasons: new Set(notKnown.map(({ why }) => why)),
  };
}

function messageOf(found: string): string {
  return JSON.parse(found)[1];
}
