import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const reported = compile();

test('the compiler names both environments when a namespace belongs to the other', () => {
  expect(reported['foreign-namespace.ts']).toEqual([
    `(4,39): error TS2322: Type 'Namespace<"prod">' is not assignable to type 'Namespace<"dev">'.
  Type '"prod"' is not assignable to type '"dev"'.`,
  ]);
});

test('the compiler names the declared keys when one is misspelt', () => {
  expect(reported['misspelt-key.ts']).toEqual([
    `(5,11): error TS2345: Argument of type '"RELOAD_TOKEN"' is not assignable to parameter of type '"RELOAD_SECRET_TOKEN"'.`,
  ]);
});

test('the compiler names the declared claims when one is misspelt', () => {
  expect(reported['misspelt-claim.ts']).toEqual([
    `(9,12): error TS2345: Argument of type '"data"' is not assignable to parameter of type '"logs"'.`,
  ]);
});

test('the compiler names both environments when an Application waits for the other', () => {
  expect(reported['foreign-after.ts']).toEqual([
    `(5,83): error TS2322: Type 'Application<"prod">' is not assignable to type 'Ordered<"dev">'.
  Types of property 'environment' are incompatible.
    Type 'Environment<"prod">' is not assignable to type 'Environment<"dev">' with 'exactOptionalPropertyTypes: true'. \
Consider adding 'undefined' to the types of the target's properties.
      Type '"prod"' is not assignable to type '"dev"'.`,
  ]);
});

test('the compiler suggests the option that was meant', () => {
  expect(reported['misspelt-option.ts']).toEqual([
    `(4,93): error TS2820: Type '"PruneLst=true"' is not assignable to type 'SyncOption'. Did you mean '"PruneLast=true"'?`,
  ]);
});

test('the compiler suggests the value that a chart of others has', () => {
  expect(reported['misspelt-chart-value.ts']).toEqual([
    `(3,50): error TS2561: Object literal may only specify known properties, but 'enable' does not exist in type 'Switch'. Did you mean to write 'enabled'?`,
  ]);
});

test('everything that must not compile does not, and nothing else is wrong', () => {
  expect(Object.keys(reported).sort()).toEqual([
    'foreign-after.ts',
    'foreign-namespace.ts',
    'misspelt-chart-value.ts',
    'misspelt-claim.ts',
    'misspelt-key.ts',
    'misspelt-option.ts',
  ]);
});

/** What the compiler says, by file of the fixtures; of other files by their whole path. */
function compile(): Readonly<Record<string, readonly string[]>> {
  const root = join(__dirname, '..', '..');
  const fixtures = 'test/fixtures/types';
  const compiler = join(root, 'node_modules', '.bin', 'tsc');
  const { stdout } = spawnSync(compiler, ['-p', fixtures, '--pretty', 'false'], { cwd: root, encoding: 'utf8' });
  const messages: Record<string, string[]> = {};
  for (const message of stdout.trimEnd().split(/\n(?! )/)) {
    const [, file = message, text = ''] = /^([^(]+)(\(.*)$/s.exec(message) ?? [];
    const name = file.replace(`${fixtures}/`, '');
    messages[name] = [...(messages[name] ?? []), text];
  }
  return messages;
}
