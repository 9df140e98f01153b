import * as fc from 'fast-check';
import { compareEnvironments, compareNamed } from '../../src/compare/environments';
import { differences } from '../../src/compare/values';
import { manifestOf } from '../../src/sources/manifest-files';

const config = (environment: string, data: object, name = `api-${environment}`) =>
  manifestOf(
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: `web-${environment}` }, data },
    { file: 'a.yaml', line: 1, lineOf: () => undefined },
  );
const side = (name: string, ...content: ReturnType<typeof config>[]) => ({ name, content });

test('the names of environments are no difference, and values are told as they are written', () => {
  const dev = config('dev', { url: 'http://db-dev/', host: 'db.local', path: '/dev/x', database: 'db_dev' });
  const prod = config('prod', { url: 'http://db-prod/', host: 'db.prod', path: '/prod/x', database: 'db_prod' });
  expect(compareEnvironments(side('dev', dev), side('prod', prod))).toEqual({
    changed: [
      {
        manifest: 'ConfigMap web-<env>/api-<env>',
        differences: [{ path: 'data.host', left: 'db.local', right: 'db.prod' }],
      },
    ],
    onlyLeft: [],
    onlyRight: [],
    same: 0,
  });
});

test('a word that only begins like an environment is not its name', () => {
  expect(compareNamed({ name: 'dev', content: 'device' }, { name: 'prod', content: 'product' })).toEqual([
    { path: '', left: 'device', right: 'product' },
  ]);
});

test('manifests of one side only are named', () => {
  const both = [config('dev', {}), config('prod', {})] as const;
  const extra = config('dev', {}, 'debug');
  expect(compareEnvironments(side('dev', both[0], extra), side('prod', both[1]))).toEqual({
    changed: [],
    onlyLeft: ['ConfigMap web-<env>/debug'],
    onlyRight: [],
    same: 1,
  });
});

test('of sealed values only the keys are compared', () => {
  const sealed = (environment: string, encryptedData: object) =>
    manifestOf(
      { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: { name: 'db' }, spec: { encryptedData } },
      { file: `${environment}.yaml`, line: 1, lineOf: () => undefined },
    );
  const { changed } = compareEnvironments(
    side('dev', sealed('dev', { user: 'AgA', password: 'AgB' })),
    side('prod', sealed('prod', { user: 'AgC' })),
  );
  expect(changed).toEqual([
    { manifest: 'SealedSecret db', differences: [{ path: 'spec.encryptedData.password', left: 'sealed' }] },
  ]);
});

test('reasons are no difference, and things of a kind are told by kind and name, in any order', () => {
  const project = (environment: string, ...ignore: readonly object[]) =>
    manifestOf(
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: environment, annotations: { 'argosy.io/reasons': `because of ${environment} alone` } },
        spec: { ignore },
      },
      { file: 'a.yaml', line: 1, lineOf: () => undefined },
    );
  const secret = { kind: 'Secret', name: 'a' };
  const sealed = { kind: 'SealedSecret', name: 'a' };
  const { changed, same } = compareEnvironments(
    side('dev', project('dev', secret, sealed)),
    side('prod', project('prod', sealed, secret)),
  );
  expect({ changed, same }).toEqual({ changed: [], same: 1 });
});

test('things with names are compared by name, others one by one or as a whole', () => {
  const left = {
    env: [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ],
    rules: [{ host: 'x', port: 1 }],
    cidrs: ['a'],
  };
  const right = { env: [{ name: 'B', value: '3' }], rules: [{ host: 'y', port: 1 }], cidrs: ['a', 'b'] };
  expect(differences(left, right)).toEqual([
    { path: 'env[A]', left: { name: 'A', value: '1' } },
    { path: 'env[B].value', left: '2', right: '3' },
    { path: 'rules[0].host', left: 'x', right: 'y' },
    { path: 'cidrs', left: ['a'], right: ['a', 'b'] },
  ]);
});

const json = fc.jsonValue({ maxDepth: 4 });

test('a value differs from itself in nothing, and two others do exactly when they are not equal', () => {
  fc.assert(
    fc.property(json, json, (one, other) => {
      const [left, right] = [JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other))];
      expect(differences(left, left)).toEqual([]);
      expect(differences(left, right).length === 0).toBe(isSame(left, right));
    }),
  );
});

function isSame(one: unknown, other: unknown): boolean {
  try {
    expect(one).toEqual(other);
    return true;
  } catch {
    return false;
  }
}
