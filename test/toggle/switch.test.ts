import * as fc from 'fast-check';
import { findSwitch } from '../../src/toggle/switch';

const found = (source: string, environment = 'dev', layer = 'optional') => {
  const result = findSwitch(source, environment, layer);
  return 'refused' in result ? result.refused : { on: result.on, line: result.line };
};

test('the switch is the literal of that layer in that environment', () => {
  const source = `
export const dev: Settings = {
  // optional: false would be too little here
  text: 'optional: false',
  deep: { optional: false },
  optional: true,
};
export const prod: Settings = { optional: false };
`;
  expect(found(source)).toEqual({ on: true, line: 6 });
  expect(found(source, 'prod')).toEqual({ on: false, line: 8 });
});

test('a layer with settings of its own is switched by enabled', () => {
  expect(found("export const dev = { optional: { days: 3, enabled: false, name: 'x' } } as const;")).toEqual({
    on: false,
    line: 1,
  });
});

test('a type that is a template is no hindrance', () => {
  expect(found(`interface S { day: \`\${number}-\${number}\` }\nexport const dev: S = { optional: true };`)).toEqual({
    on: true,
    line: 2,
  });
});

test("a layer may also be 'on' or 'off'", () => {
  const result = findSwitch('export const dev = { optional: "on" };', 'dev', 'optional');
  expect('turned' in result && [result.on, result.turned(false)]).toEqual([
    true,
    'export const dev = { optional: "off" };',
  ]);
  expect(found("export const dev = { optional: 'never' };")).toBe(
    "optional of dev is neither true nor false, nor 'on' nor 'off', but an expression",
  );
});

test('where there is something to look at, its line is said', () => {
  const source = 'export const dev = {\n  days: 3,\n  optional: isOn(),\n};\n';
  expect(findSwitch(source, 'dev', 'optional')).toMatchObject({ line: 3 });
  expect(findSwitch(source, 'dev', 'metrics')).toEqual({ refused: 'dev has no metrics', line: 1 });
  expect(findSwitch(source, 'prod', 'optional')).toEqual({ refused: 'it has no export const prod, but dev' });
});

test('only the literal is changed', () => {
  const source = 'export const dev = { "optional": true, /* kept */ other: true };\n';
  const result = findSwitch(source, 'dev', 'optional');
  expect('turned' in result && result.turned(false)).toBe(
    'export const dev = { "optional": false, /* kept */ other: true };\n',
  );
});

const NOT_CERTAIN = 'it has a place where code cannot be told from text, such as a regular expression';

const refused: readonly (readonly [source: string, why: string])[] = [
  ['export const prod = { optional: true };', 'it has no export const dev, but prod'],
  ['export const dev = { metrics: true, days: 3 };', 'dev has no optional, but metrics'],
  ['export const dev = {};', 'dev has no optional'],
  ['export const dev = { ...base };', 'dev has no optional of its own'],
  ['export const dev = { optional: true, ...base };', 'a spread after optional of dev may say something else'],
  ['export const dev = { optional: true, optional: false };', 'dev has optional twice'],
  [
    'export const dev = { optional: isOn() };',
    "optional of dev is neither true nor false, nor 'on' nor 'off', but an expression",
  ],
  [
    'export const dev = { optional: true && no };',
    "optional of dev is neither true nor false, nor 'on' nor 'off', but an expression",
  ],
  ['export const dev = { optional: { days: 3 } };', 'optional of dev has no enabled: true or enabled: false'],
  [
    'export const dev = settings({ optional: true });',
    'what it exports as dev is no object that is written down there',
  ],
  ['export const dev = { optional: true', 'it has a brace that is not closed'],
  ['export const dev = { [name]: 1, optional: true };', 'it has a key that is computed'],
  ['export const dev = { match: /}/, optional: true };', NOT_CERTAIN],
  [`export const dev = { text: \`\${{ a: 1 }.a}\`, optional: true };`, NOT_CERTAIN],
  ["export const dev = { text: 'open, optional: true };\n", NOT_CERTAIN],
];
for (const [source, why] of refused) {
  test(`it is left to a person: ${source.trim()}`, () => {
    expect(found(source)).toBe(why);
  });
}

const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.boolean(),
    fc.integer(),
    fc.constantFrom('optional: true', '}', "it's", '`', '// no', '/* no', '${', '"'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('optional', 'a', 'enabled'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

test('turning it changes what the file exports in that one place, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), value), fc.boolean(), fc.boolean(), (others, was, is) => {
      const settings = { ...others, optional: was };
      const source = `const base = { optional: 1 };\nexport const dev = ${JSON.stringify(settings, null, 2)};\n`;
      const result = findSwitch(source, 'dev', 'optional');
      if ('refused' in result) throw new Error(result.refused);
      const turned = result
        .turned(is)
        .replace(/^[\s\S]*export const dev = /, '')
        .replace(/;\n$/, '');
      expect({ on: result.on, turned: JSON.parse(turned) }).toEqual({ on: was, turned: { ...others, optional: is } });
    }),
  );
});
