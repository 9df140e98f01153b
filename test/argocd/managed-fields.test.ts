import { type ArgoVersion, comparedPair, withoutManaged } from '../../src/argocd';

const object = (spec: object) => ({ apiVersion: 'shop.example/v1', kind: 'Basket', metadata: { name: 'a' }, spec });
const live = (spec: object, fields: object) => ({
  ...object(spec),
  metadata: { name: 'a', managedFields: [{ manager: 'scaler', fieldsV1: { 'f:spec': fields } }] },
});

test('a field that a manager owns and that differs is compared on neither side', () => {
  const there = live({ replicas: 5, size: 'm' }, { 'f:replicas': {}, 'f:size': {} });
  const { target, live: rest, unknown } = withoutManaged(object({ replicas: 1, size: 'm' }), there, ['scaler'], '3.2');
  expect([target.spec, rest.spec, unknown]).toEqual([{ size: 'm' }, { size: 'm' }, []]);
});

test('a field that its manager made a map of is no map any more, and is compared on neither side all the same', () => {
  const there = live({ size: 'm' }, { 'f:size': { '.': {}, 'f:width': {} } });
  expect(withoutManaged(object({ size: 'l' }), there, ['scaler'], '3.2').live.spec).toEqual({});
  const parts = live({ size: 'm' }, { 'f:size': { 'f:width': {} } });
  expect(withoutManaged(object({ size: 'l' }), parts, ['scaler'], '3.2').live).toBe(parts);
});

test('where nothing is left of a map, 2.13 compares null with null', () => {
  const there = live({ size: { width: 5 } }, { 'f:size': { 'f:width': {} } });
  const specs = (version: ArgoVersion) => {
    const compared = withoutManaged(object({ size: { width: 1 } }), there, ['scaler'], version);
    return [compared.target.spec, compared.live.spec];
  };
  expect(specs('2.13')).toEqual([{ size: null }, { size: null }]);
  expect(specs('3.2')).toEqual([{ size: {} }, { size: {} }]);
});

test('what is on one side only is compared all the same, and another manager is not asked', () => {
  const there = live({ replicas: 5 }, { 'f:replicas': {} });
  const bare = object({ size: 'm' });
  expect(withoutManaged(bare, there, ['scaler'], '3.2')).toEqual({ target: bare, live: there, unknown: [] });
  expect(withoutManaged(object({ replicas: 1 }), there, ['helm'], '3.2').live).toBe(there);
});

test('how a list is compared only the schema says', () => {
  const there = live({ hosts: ['a'] }, { 'f:hosts': {} });
  expect(withoutManaged(object({ hosts: ['b'] }), there, ['scaler'], '3.2').unknown).toEqual([
    { unknown: 'cannot tell offline: how .spec.hosts of scaler is compared' },
  ]);
  expect(withoutManaged(object({ hosts: ['a'] }), there, ['scaler'], '3.2').unknown).toEqual([]);
});

test('an item of ignoreDifferences that names a manager is told with both sides at hand', () => {
  const there = live({ replicas: 5, size: 'm' }, { 'f:replicas': {} });
  const ignored = [{ group: 'shop.example', kind: 'Basket', managedFieldsManagers: ['scaler'] }];
  const compared = comparedPair(object({ replicas: 1, size: 'm' }), there, ignored, '3.2');
  expect([compared.target.spec, compared.unknown]).toEqual([{ size: 'm' }, []]);
});
