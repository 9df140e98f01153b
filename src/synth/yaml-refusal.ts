/** Why a value cannot stand in a manifest: three parts of a message. */
export interface Refusal {
  readonly found: string;
  readonly expected: string;
  readonly fix: string;
}

export const TOO_DEEP: Refusal = {
  found: 'a value nested more than 99 deep',
  expected: 'a manifest',
  fix: 'look for an object that contains itself',
};

export function refusalOf(value: unknown): Refusal {
  switch (typeof value) {
    case 'string':
      return { found: 'half a surrogate pair', expected: 'whole characters', fix: 'cut the text between characters' };
    case 'number':
      return { found: `${value}`, expected: 'a finite number', fix: 'leave the key out or give it a number' };
    case 'bigint':
      return { found: `the bigint ${value}`, expected: PLAIN, fix: 'write Number(value) or String(value)' };
    case 'object':
      return refusalOfInstance(value);
    default:
      return { found: article(typeof value), expected: PLAIN, fix: 'leave it out or write what it stands for' };
  }
}

const PLAIN = 'text, a number, true, false, null, a list or a plain object';

function refusalOfInstance(instance: object | null): Refusal {
  const name = instance?.constructor?.name || 'object without a class';
  return {
    found: article(name),
    expected: PLAIN,
    fix: FIX_OF_CLASS.get(name) ?? 'write its content as a plain object',
  };
}

const FIX_OF_CLASS = new Map([
  ['Date', 'write value.toISOString()'],
  ['Map', 'write Object.fromEntries(value)'],
  ['Set', 'write [...value]'],
  ['Promise', 'await it'],
  ['Buffer', "write value.toString('base64')"],
]);

function article(noun: string): string {
  if (noun === 'undefined') return 'undefined';
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}
