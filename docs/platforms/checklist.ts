import { join } from 'node:path';
import { OPERATING_CHECKLIST } from '../../src/operations/checklist';
import { operatedIn } from '../../src/operations/operated';
import { readRepository } from '../../src/sources/repository';
import { markdownTable } from '../table';

const MARK = '<!-- checklist: made by `npm run docs` from src/operations/checklist.ts -->';

/** The operating checklist, and what the files of a platform say of each question. */
export async function checklistTable(platform: string): Promise<string> {
  const repository = await readRepository({ folder: join(__dirname, '../../dist', platform) });
  const operated = operatedIn(repository);
  const rows = OPERATING_CHECKLIST.map(({ code, holds, judge }) => [`\`${code}\``, holds, judge(operated).is] as const);
  return markdownTable([['check', 'what holds', 'in `dist/`'], ...rows]);
}

/** The page with its table anew: what stands between the mark and the next heading. */
export function withChecklist(page: string, table: string): string {
  const [before = '', after = ''] = page.split(MARK);
  const rest = after.slice(after.indexOf('\n## '));
  return `${before}${MARK}\n\n${table}${rest}`;
}
