import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../check/check';
import { proposal } from '../check/proposal';
import { RULES } from '../check/rules';
import { UsageError } from '../finding';
import { declarationsText } from '../report/declarations';
import { DECLARATIONS_FILE } from '../sources/declarations';
import { remotesOf, topOf } from '../sources/folder-tree';
import { readRepository } from '../sources/repository';
import type { InitIo } from './init';
import { written } from './written';

/**
 * Proposes an `argosy.yaml` where the repository begins.
 * @throws UsageError where there is one
 */
export async function writeDeclarations({ cwd, stdout }: InitIo): Promise<void> {
  const root = topOf(cwd) ?? cwd;
  const file = join(root, DECLARATIONS_FILE);
  if (existsSync(file)) throw present();
  const repository = await readRepository({ folder: root });
  const { notKnown } = check({ repository, now: new Date() }, RULES);
  const proposed = proposal(repository, notKnown, remotesOf(root));
  written(DECLARATIONS_FILE, () => writeFileSync(file, declarationsText(proposed), { flag: 'wx' }));
  const { length } = repository.applications;
  stdout.write(
    `wrote ${root === cwd ? '' : `${root}/`}${DECLARATIONS_FILE} from ${length} Application${length === 1 ? '' : 's'}; read it, then run argosy check\n`,
  );
}

function present(): UsageError {
  return new UsageError({
    where: DECLARATIONS_FILE,
    message: 'is there already',
    fix: 'move it away to have another one proposed',
  });
}
