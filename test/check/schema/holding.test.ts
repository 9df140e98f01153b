import { pathText } from '../../../src/check/finding';
import { misfitsIn } from '../../../src/check/schema/holding';
import { type Shape, shapeOf } from '../../../src/check/schema/shape';

function numbered(number: number): Shape {
  throw new Error(`nothing has the number ${number}`);
}

/** What is wrong with a value by a schema, a line each. */
function wrong(schema: object, value: unknown): readonly string[] {
  return misfitsIn(value, shapeOf(schema, numbered)).map((misfit) => {
    const place = pathText(misfit.path) || 'it';
    if (misfit.is === 'unknown') return `${place} is unknown beside ${misfit.beside.join(', ')}`;
    if (misfit.is === 'missing') return `${place} is missing`;
    return `${place} is ${misfit.found}, expected ${misfit.expected}${misfit.fix ? `; ${misfit.fix}` : ''}`;
  });
}

const text = { type: 'string' };
const whole = { type: 'integer' };

test.each([
  [text, 5, 'it is a number, expected a text; put it into quotes'],
  [text, true, 'it is a boolean, expected a text; put it into quotes'],
  [text, null, 'it is null, expected a text'],
  [whole, '5', 'it is a text, expected a whole number; remove the quotes'],
  [whole, 'five', 'it is a text, expected a whole number'],
  [whole, 1.5, 'it is a number with a fraction, expected a whole number'],
  [{ type: 'boolean' }, 'true', 'it is a text, expected true or false; remove the quotes'],
  [{ type: 'object' }, [], 'it is a list, expected a mapping'],
  [{ type: 'array' }, {}, 'it is a mapping, expected a list'],
  [{ 'x-kubernetes-int-or-string': true }, 1.5, 'it is a number with a fraction, expected a whole number or a text'],
  [{ format: 'quantity' }, '512 MB', 'it is "512 MB", expected a quantity such as 500m or 1Gi'],
  [{ format: 'quantity' }, [], 'it is a list, expected a quantity such as 500m or 1Gi'],
  [{ ...whole, format: 'int32' }, 3e9, 'it is 3000000000, expected a whole number of 32 bits'],
  [{ ...text, format: 'byte' }, 'secret!', 'it is another text, expected base64'],
  [{ ...text, format: 'date-time' }, '1.5.2030', 'it is "1.5.2030", expected a time such as 2030-01-31T12:00:00Z'],
  [
    { ...text, enum: ['Always', 'Never'] },
    'always',
    'it is "always", expected one of "Always", "Never"; did you mean Always?',
  ],
  [{ ...text, pattern: '^[a-z]+$' }, 'S3cret', 'it is another text, expected a text that fits ^[a-z]+$'],
  [{ ...whole, minimum: 1 }, 0, 'it is 0, expected at least 1'],
  [{ ...whole, minimum: 1, exclusiveMinimum: true }, 1, 'it is 1, expected more than 1'],
  [{ ...whole, maximum: 1 }, 2, 'it is 2, expected at most 1'],
  [{ ...whole, maximum: 1, exclusiveMaximum: true }, 1, 'it is 1, expected less than 1'],
  [{ ...whole, multipleOf: 3 }, 4, 'it is 4, expected a multiple of 3'],
  [{ ...text, minLength: 2 }, 'a', 'it is another text, expected at least 2 characters'],
  [{ ...text, maxLength: 1 }, 'ab', 'it is another text, expected at most 1 character'],
  [{ type: 'array', minItems: 1 }, [], 'it is a list of 0, expected at least 1 item'],
  [{ type: 'array', maxItems: 1 }, [1, 2], 'it is a list of 2, expected at most 1 item'],
  [
    { type: 'array', uniqueItems: true },
    [{ a: 1 }, { a: 1 }],
    'it is a list of 2, expected items of which no two are the same',
  ],
  [{ type: 'object', minProperties: 1 }, {}, 'it is a mapping of 0, expected at least 1 field'],
  [{ type: 'object', maxProperties: 0 }, { a: 1 }, 'it is a mapping of 1, expected at most 0 fields'],
])('by %j %j is wrong', (schema, value, said) => {
  expect(wrong(schema, value)).toEqual([said]);
});

test.each([
  [{ ...text, nullable: true }, null],
  [{}, null],
  [{ 'x-kubernetes-int-or-string': true }, '50%'],
  [{ 'x-kubernetes-int-or-string': true }, 8080],
  [{ format: 'quantity' }, 0.5],
  [{ format: 'quantity' }, '1e3'],
  [{ format: 'quantity' }, '.5Gi'],
  [{ ...text, format: 'byte' }, 'aGVs\nbG8='],
  [{ ...text, format: 'hostname' }, 'anything: only formats that are known are looked at'],
  [{ ...whole, format: 'int64' }, 3e9],
  [{ type: 'object' }, { anything: 1 }],
  [{ enum: [{ a: 1 }] }, { a: 1 }],
])('by %j %j is right', (schema, value) => {
  expect(wrong(schema, value)).toEqual([]);
});

test('an object has the fields that are named, those that are required, and no others', () => {
  const schema = { type: 'object', properties: { name: text, port: whole }, required: ['name'] };
  expect(wrong({ type: 'array', items: schema }, [{ port: 80 }, { name: 'a', prot: 80 }, { name: 'a' }])).toEqual([
    '[0].name is missing',
    '[1].prot is unknown beside name, port',
  ]);
});

test('fields that everything in this language has are no fields of a manifest', () => {
  const schema = { type: 'object', properties: { name: text }, required: ['constructor'] };
  expect(wrong(schema, JSON.parse('{ "toString": 1, "__proto__": 1 }'))).toEqual([
    'toString is unknown beside name',
    '__proto__ is unknown beside name',
    'constructor is missing',
  ]);
});

test('what has a default is never missing', () => {
  const properties = { mode: { ...text, default: 'fast' } };
  expect(wrong({ type: 'object', properties, required: ['mode'] }, {})).toEqual([]);
});

test('an object that keeps unknown fields has any, and those that are named are looked at all the same', () => {
  const schema = { type: 'object', properties: { port: whole }, 'x-kubernetes-preserve-unknown-fields': true };
  expect(wrong(schema, { any: 1, port: 'http' })).toEqual(['port is a text, expected a whole number']);
});

test('a map has any fields, and values of one schema', () => {
  expect(wrong({ type: 'object', additionalProperties: text }, { a: 'b', c: 1 })).toEqual([
    'c is a number, expected a text; put it into quotes',
  ]);
});

test('a null is a field that is not there, unless the schema takes it for a value', () => {
  const properties = { a: text, b: text, c: { ...text, nullable: true }, d: { type: 'array', items: text } };
  const schema = { type: 'object', properties, required: ['a', 'c'] };
  expect(wrong(schema, { a: null, b: null, c: null, d: [null], e: null })).toEqual([
    'd[0] is null, expected a text',
    'e is unknown beside a, b, c, d',
    'a is missing',
  ]);
  expect(wrong({ type: 'array', items: text, 'x-null-items': true }, [null])).toEqual([]);
});

test('alternatives name some of the fields only, so that none is unknown to them', () => {
  const either = [{ required: ['size'] }, { required: ['weight'] }];
  const object = { type: 'object', properties: { size: whole, weight: whole, name: text } };
  expect(wrong({ ...object, anyOf: either }, { name: 'a' })).toEqual([
    'it is something else, expected what one of 2 alternatives says, such as with size or weight',
  ]);
  expect(wrong({ ...object, oneOf: either }, { size: 1, weight: 1 })).toEqual([
    'it is something else, expected what exactly one of 2 alternatives says, such as with size or weight',
  ]);
  expect(wrong({ ...object, not: { required: ['name'] } }, { name: 'a' })).toEqual([
    'it is what is ruled out, expected something else',
  ]);
  expect(wrong({ ...object, allOf: [{ properties: { size: { minimum: 2 } } }] }, { size: 1 })).toEqual([
    'size is 1, expected at least 2',
  ]);
  expect(wrong({ ...object, anyOf: either, oneOf: either, not: { required: ['name'] } }, { size: 3 })).toEqual([]);
});
