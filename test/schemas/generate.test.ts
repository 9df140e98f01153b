import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedModule } from '../../imports/generator/go-module';
import { customKinds } from '../../schemas/generator/custom-resource';
import { definitionsFrom } from '../../schemas/generator/definitions';
import { kubernetesKinds } from '../../schemas/generator/kubernetes';
import { Pool } from '../../schemas/generator/pool';
import { sources } from '../../schemas/sources';

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

test('a kind of Kubernetes is kept without descriptions, each different schema once, its status open', () => {
  const pool = new Pool();
  const swagger = {
    definitions: {
      Ship: {
        description: 'Not kept.',
        properties: {
          metadata: { $ref: `#/definitions/${META}` },
          draught: { $ref: '#/definitions/io.k8s.apimachinery.pkg.api.resource.Quantity' },
          decks: { type: 'array', items: { type: 'string', description: 'Not kept.' } },
          port: { type: 'string', format: 'int-or-string' },
          tow: { $ref: '#/definitions/Ship' },
          status: { type: 'object' },
        },
        required: ['decks'],
        type: 'object',
        'x-kubernetes-group-version-kind': [{ group: '', kind: 'Ship', version: 'v1' }],
      },
      ShipList: {
        properties: { metadata: { $ref: '#/definitions/ListMeta' } },
        'x-kubernetes-group-version-kind': [{ group: '', kind: 'ShipList', version: 'v1' }],
      },
      'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: 'string' },
      [META]: { type: 'object', properties: { name: { type: 'string' } } },
    },
  };
  const kinds = kubernetesKinds(swagger, pool);
  expect(pool.lines()).toEqual([
    '{"type":"string"}',
    '{"type":"object","properties":{"name":1}}',
    '{"format":"quantity"}',
    '{"type":"array","items":1,"x-null-items":true}',
    '{"x-kubernetes-int-or-string":true}',
    '{}',
    '{"type":"object","properties":{"metadata":2,"draught":3,"decks":4,"port":5,"tow":6,"status":6},"required":["decks"]}',
  ]);
  expect(kinds).toEqual([
    { apiVersion: 'v1', kind: 'Ship', schema: 7 },
    { apiVersion: 'meta/v1', kind: 'ObjectMeta', schema: 2 },
  ]);
});

test('a custom resource is kept for each version that is served, and what has a default is not required', () => {
  const pool = new Pool();
  const metadata = pool.number({ type: 'object' });
  const properties = {
    apiVersion: { type: 'string', description: 'Not kept.' },
    metadata: { type: 'object' },
    spec: {
      type: 'object',
      properties: {
        mode: { type: 'string', enum: ['fast'], default: 'fast' },
        port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
      },
      required: ['mode', 'port'],
      oneOf: [{ required: ['mode'], description: 'Not kept.' }],
    },
  };
  const schema = { openAPIV3Schema: { type: 'object', properties, required: ['spec'] } };
  const versions = [
    { name: 'v1', served: true, schema },
    { name: 'v1alpha1', served: false, schema },
  ];
  const spec = { group: 'example.com', names: { kind: 'Ship' }, versions };
  expect(customKinds({ spec }, metadata, pool)).toEqual([{ apiVersion: 'example.com/v1', kind: 'Ship', schema: 7 }]);
  expect(pool.lines()).toEqual([
    '{"type":"object"}',
    '{"type":"string"}',
    '{"type":"string","enum":["fast"]}',
    '{"x-kubernetes-int-or-string":true}',
    '{"type":"object","properties":{"mode":3,"port":4},"required":["port"],"oneOf":[{"required":["mode"]}]}',
    '{}',
    '{"type":"object","properties":{"apiVersion":2,"kind":2,"metadata":1,"spec":5,"status":6},"required":["spec"]}',
  ]);
});

describe('the committed schemas', () => {
  const missing = Object.values(sources)
    .flat()
    .filter((source) => cachedModule(source) === undefined);
  const why = missing.map(({ module, version }) => `${module}@${version}`).join(', ');
  const upToDate = 'are what the generator makes';

  if (missing.length > 0) test.skip(`${upToDate} (not in Go's module cache: ${why})`, () => {});
  else
    test(upToDate, () => {
      const file = join(__dirname, '../../src/check/schema/definitions.ts');
      expect(definitionsFrom(sources, (source) => cachedModule(source) ?? '') === readFileSync(file, 'utf8')).toBe(
        true,
      );
    });
});
