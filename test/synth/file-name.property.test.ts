import fc from 'fast-check';
import { type FileNameParts, fileName } from '../../src/synth/file-name';

test('different objects never share a file', () => {
  fc.assert(
    fc.property(PARTS, PARTS, (one, other) => {
      fc.pre(identity(one) !== identity(other));
      expect(fileName(one)).not.toBe(fileName(other));
    }),
    { numRuns: 20_000 },
  );
});

test('a name is lower case, safe on every file system, and at most 255 bytes', () => {
  fc.assert(
    fc.property(fc.record({ ...WELL_FORMED, name: fc.oneof(WELL_FORMED.name, LONG) }), (parts) => {
      const name = fileName(parts);
      expect(name).toMatch(/^[a-z0-9][a-z0-9.%_-]*\.yaml$/);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
    }),
  );
});

test('a name depends on nothing but the object', () => {
  fc.assert(
    fc.property(PARTS, fc.array(PARTS), (parts, neighbours) => {
      const alone = fileName(parts);
      neighbours.map(fileName);
      expect(fileName({ ...parts })).toBe(alone);
    }),
  );
});

/** The version is not part of what an object is. Kinds are camel case, so lower-casing them loses nothing. */
function identity({ apiVersion, kind, namespace, name }: FileNameParts): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return JSON.stringify([group, kind.toLowerCase(), namespace ?? '', name]);
}

const LONG = fc.string({ unit: fc.constantFrom('a', 'B', ':', 'é'), minLength: 230, maxLength: 260 });

// Few letters, so that pairs which look alike are common; a dash in a group is the documented exception.
const WELL_FORMED = {
  apiVersion: fc.constantFrom('v1', 'v2', 'a/v1', 'a.b/v1', 'b.a/v1', 'a.a.b/v1beta1'),
  kind: fc.constantFrom('A', 'B', 'Ab', 'AB', 'Aa'),
  namespace: fc.option(fc.stringMatching(/^[ab](-?[ab]){0,2}$/), { nil: undefined }),
  name: fc.string({ unit: fc.constantFrom('a', 'b', 'A', '-', '.', '_', ':', '%', '4', '1', 'é', '/'), maxLength: 5 }),
};
const PARTS = fc.record(WELL_FORMED);
