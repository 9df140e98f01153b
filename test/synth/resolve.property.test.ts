import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import fc from 'fast-check';
import { resolveObject } from '../../src/synth/resolve';

test('an object is what cdk8s makes of it', () => {
  fc.assert(
    fc.property(METADATA, BODY, (metadata, body) => {
      const app = new App();
      const object = new ApiObject(new Chart(app, 'chart'), 'object', { ...body, ...IDENTITY, metadata });
      expect(plain(resolveObject(object, app))).toEqual({ object: plain(object.toJson()) });
    }),
    { numRuns: 1000 },
  );
});

test('labels and namespace of the chart are part of the object, as in cdk8s', () => {
  fc.assert(
    fc.property(METADATA, fc.dictionary(KEY, fc.string()), (metadata, labels) => {
      const app = new App();
      const chart = new Chart(app, 'chart', { labels, namespace: 'chart' });
      const object = new ApiObject(chart, 'object', { ...IDENTITY, metadata });
      expect(plain(resolveObject(object, app))).toEqual({ object: plain(object.toJson()) });
    }),
  );
});

test('what is added to the metadata later is part of the object, as in cdk8s', () => {
  fc.assert(
    fc.property(METADATA, KEY, fc.string(), (metadata, key, value) => {
      const app = new App();
      const object = new ApiObject(new Chart(app, 'chart'), 'object', { ...IDENTITY, metadata });
      object.metadata.addLabel(key, value);
      object.metadata.addAnnotation(key, value);
      object.metadata.addFinalizers(key);
      object.metadata.add('generateName', value);
      expect(plain(resolveObject(object, app))).toEqual({ object: plain(object.toJson()) });
    }),
  );
});

test('what is plain already is not copied, and keeps the order in which it was written', () => {
  const app = new App();
  const spec = { zebra: 1, ant: [{ bee: 2 }] };
  const object = new ApiObject(new Chart(app, 'chart'), 'object', { ...IDENTITY, spec });
  const resolved = resolveObject(object, app);
  expect('object' in resolved && resolved.object.spec).toBe(spec);
});

/** A token of a user's own, which cdk8s resolves by its method. */
class Token {
  constructor(private readonly value: unknown) {}
  resolve(): unknown {
    return this.value;
  }
}

/** As text says it: absent values are left out, and the order of keys does not count. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const IDENTITY = { apiVersion: 'example.com/v1', kind: 'Thing' };

const KEY = fc.oneof(
  fc.constantFrom('name', 'value', 'spec', 'a.b/c', 'on', '10', 'Ünïcode', ''),
  fc.stringMatching(/^[a-z]{1,5}$/),
);

const { value: VALUE } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(KEY, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    tie('value').map((value) => Lazy.any({ produce: () => value })),
    tie('value').map((value) => new Token(value)),
  ),
}));

const TEXTS = fc.dictionary(
  KEY,
  fc.oneof(
    fc.string(),
    fc.string().map((text): string => Lazy.any({ produce: () => text })),
    fc.constant(undefined).map((absent): string => Lazy.any({ produce: () => absent })),
  ),
  { maxKeys: 4, noNullPrototype: true },
);

const METADATA = fc.record(
  {
    name: fc.stringMatching(/^[a-z]{1,5}$/),
    namespace: fc.stringMatching(/^[a-z]{1,5}$/),
    labels: TEXTS,
    annotations: TEXTS,
    finalizers: fc.array(fc.string(), { maxLength: 2 }),
    generateName: fc.string(),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const BODY = fc.record({ spec: VALUE, data: VALUE, rules: VALUE }, { requiredKeys: [], noNullPrototype: true });
