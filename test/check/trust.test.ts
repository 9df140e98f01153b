import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../src/check/check';
import { RULES } from '../../src/check/rules';
import { sentenceOf } from '../../src/report/check';
import { readRepository } from '../../src/sources/repository';
import { findTool } from '../../src/sources/tool';

const REPOSITORIES = join(__dirname, 'repositories');
const TABLE = readFileSync(join(__dirname, '../../docs/trust.md'), 'utf8');
const NEEDED = { helm: ['helm'], kustomize: ['kustomize', 'kubectl'] } as const;

interface Row {
  readonly finding: string;
  readonly verdict: string;
  readonly reason: string;
}

interface Layout {
  readonly name: string;
  readonly needs: readonly (keyof typeof NEEDED)[];
  readonly rows: readonly Row[];
}

/** `## name`, `Needs helm.` where it does, and a table: where, rule, what is said, verdict, reason. */
const layouts: readonly Layout[] = TABLE.split(/^## /m)
  .slice(1)
  .map((section) => ({
    name: section.split('\n')[0] ?? '',
    needs: (['helm', 'kustomize'] as const).filter((tool) => new RegExp(`^Needs .*\\b${tool}\\b`, 'm').test(section)),
    rows: section
      .split('\n')
      .filter((line) => /^\| `/.test(line))
      .map((line) => {
        const [, where = '', code = '', said = '', verdict = '', reason = ''] = line
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim().replace(/\\([|*])/g, '$1'));
        return { finding: `${where.replaceAll('`', '')}: ${said} [${code}]`, verdict, reason };
      }),
  }));

test('every repository has its section, and there are at least ten', () => {
  expect(layouts.map(({ name }) => name)).toEqual(readdirSync(REPOSITORIES).sort());
  expect(layouts.length).toBeGreaterThanOrEqual(10);
});

test('every finding is judged, with a reason, and less than one of twenty is false', () => {
  const rows = layouts.flatMap((layout) => layout.rows);
  expect(rows.filter(({ verdict, reason }) => !/^(true|false)$/.test(verdict) || reason === '')).toEqual([]);
  expect(rows.filter(({ verdict }) => verdict === 'false').length / rows.length).toBeLessThan(0.05);
});

for (const { name, needs, rows } of layouts) {
  const missing = needs.filter((tool) => findTool(NEEDED[tool], process.env.PATH ?? '') === undefined);
  if (missing.length > 0) process.stderr.write(`${name}: not read, as there is no ${missing.join(' and no ')}\n`);
  (missing.length > 0 ? test.skip : test)(`what is found in ${name} is what docs/trust.md judges`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'argosy-trust-'));
    try {
      cpSync(join(REPOSITORIES, name), folder, { recursive: true });
      const repository = await readRepository({ folder });
      const { findings } = check({ repository, now: new Date('2026-01-01T00:00:00Z') }, RULES);
      const found = findings.map((each) => {
        const { file, line } = each.where;
        return `${file}:${line}: ${sentenceOf({ ...each, fix: '' })} [${each.code}]`;
      });
      expect(found.toSorted()).toEqual(rows.map(({ finding }) => finding).toSorted());
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
