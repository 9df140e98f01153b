import { RULE_TEXTS } from '../check/rule-texts';
import { RULES } from '../check/rules';
import { type Command, table } from '../command-line';
import { UsageError } from '../finding';
import { ruleText } from '../report/rule';
import { suggestion } from '../suggestion';

export const explain: Command = {
  words: ['explain'],
  summary: 'Tells what a rule of argosy check is for, with a bad and a good example',
  operands: '[CODE]',
  options: [],
  run: async ({ operands: [code] }) => {
    process.stdout.write(
      code === undefined ? table(RULE_TEXTS.map((rule) => [rule.code, rule.holds])) : explained(code),
    );
    return 0;
  },
};

function explained(code: string): string {
  const rule = RULES.find((each) => each.code === code) ?? RULE_TEXTS.find((each) => each.code === code);
  if (rule !== undefined) return ruleText(rule);
  const group = RULE_TEXTS.filter((each) => each.code.startsWith(`${code}/`));
  if (group.length > 0) return table(group.map((each) => [each.code, each.holds]));
  const known = RULE_TEXTS.map((each) => each.code);
  const named = known.filter((each) => each.endsWith(`/${code}`));
  const fix =
    named.length > 0
      ? `did you mean ${named.join(' or ')}?`
      : (suggestion(code, known).fix ?? 'argosy explain lists them');
  throw new UsageError({ where: 'argosy explain', message: `there is no rule "${code}"`, fix });
}
