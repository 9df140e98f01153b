import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drivers, type Input } from './conformance-drivers';

interface Case {
  readonly id: string;
  readonly input: Input;
  readonly expect: Record<string, unknown>;
  readonly since?: string;
  readonly expectBefore?: Record<string, unknown>;
}

/** The cases that are given, and those that asking Argo CD's own packages brought up. */
const folders = [
  join(process.env.ARGOSY_CONFORMANCE_DIR ?? join(__dirname, '../conformance'), 'argocd'),
  join(__dirname, '../conformance/argosy'),
];
const counts: string[] = [];

afterAll(() => process.stdout.write(`conformance: ${counts.join(', ')}\n`));

/** The oldest release line that is understood, and the newest. */
const versions = ['2.13', '3.5'] as const;

for (const [file, drive] of Object.entries(drivers)) {
  const all = folders
    .map((folder) => join(folder, `${file}.json`))
    .filter((path) => existsSync(path))
    .flatMap((path): readonly Case[] => JSON.parse(readFileSync(path, 'utf8')));
  if (all.length === 0) continue;
  counts.push(`${file} ${all.length}`);
  // Recorded cases that say no release were recorded on a late one. Where ours has the same input, it says what an
  // older one does by its own packages.
  const latest = new Map(all.map((each) => [JSON.stringify(each.input), each]));

  describe(file, () => {
    for (const version of versions) {
      for (const { id, input, expect: expected, since, expectBefore } of version === '2.13' ? latest.values() : all) {
        const now = since === undefined || version !== '2.13' ? expected : expectBefore;
        // What an older release did is not recorded with every change.
        if (now === undefined) continue;
        test(`${id} on ${version}`, () => {
          expect(drive(input, now, version)).toMatchObject(now);
        });
      }
    }
  });
}
