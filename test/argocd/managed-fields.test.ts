import { comparedPair, withoutManaged } from '../../src/argocd';

const object = (spec: object) => ({ apiVersion: 'shop.example/v1', kind: 'Basket', metadata: { name: 'a' }, spec });
const live = (spec: object, fields: object) => ({
  ...object(spec),
  metadata: { name: 'a', managedFields: [{ manager: 'scaler', fieldsV1: { 'f:spec': fields } }] },
});

test('a field that a manager owns and that differs is compared on neither side', () => {
  const there = live({ replicas: 5, size: 'm' }, { 'f:replicas': {}, 'f:size': {} });
  const { target, live: rest, unknown } = withoutManaged(object({ replicas: 1, size: 'm' }), there, ['scaler']);
  expect([target.spec, rest.spec, unknown]).toEqual([{ size: 'm' }, { size: 'm' }, []]);
});

test('what is on one side only is compared all the same, and another manager is not asked', () => {
  const there = live({ replicas: 5 }, { 'f:replicas': {} });
  const bare = object({ size: 'm' });
  expect(withoutManaged(bare, there, ['scaler'])).toEqual({ target: bare, live: there, unknown: [] });
  expect(withoutManaged(object({ replicas: 1 }), there, ['helm']).live).toBe(there);
});

test('how a list is compared only the schema says', () => {
  const there = live({ hosts: ['a'] }, { 'f:hosts': {} });
  expect(withoutManaged(object({ hosts: ['b'] }), there, ['scaler']).unknown).toEqual([
    { unknown: 'cannot tell offline: how .spec.hosts of scaler is compared' },
  ]);
  expect(withoutManaged(object({ hosts: ['a'] }), there, ['scaler']).unknown).toEqual([]);
});

test('an item of ignoreDifferences that names a manager is told with both sides at hand', () => {
  const there = live({ replicas: 5, size: 'm' }, { 'f:replicas': {} });
  const ignored = [{ group: 'shop.example', kind: 'Basket', managedFieldsManagers: ['scaler'] }];
  const compared = comparedPair(object({ replicas: 1, size: 'm' }), there, ignored);
  expect([compared.target.spec, compared.unknown]).toEqual([{ size: 'm' }, []]);
});
