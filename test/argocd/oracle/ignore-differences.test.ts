import fc from 'fast-check';
import { isUnknown, respectingIgnored, withoutIgnored } from '../../../src/argocd';
import { eachRelease } from '../../oracle/agreement';
import {
  ignored,
  managedPairs,
  objectWith,
  pairOfBuiltIns,
  pairOfObjects,
  usuallyIgnored,
} from '../../oracle/differences';

eachRelease('ignored differences', (agrees) => {
  agrees('what is compared of an object is what Argo CD compares', {
    fn: 'ignore',
    questions: fc.record({ object: objectWith, ignore: ignored }),
    ours: ({ object, ignore }) => {
      const { object: compared, unknown } = withoutIgnored(object, ignore);
      return unknown[0] ?? compared;
    },
    unknowns: 0.25,
  });

  agrees('with RespectIgnoreDifferences what is applied is what Argo CD applies', {
    fn: 'respect',
    questions: fc
      .oneof(fc.tuple(pairOfObjects, ignored), fc.tuple(pairOfBuiltIns, usuallyIgnored))
      .map(([pair, ignore]) => ({ ...pair, ignore })),
    ours: ({ target, live, ignore }, version) => {
      const { object, unknown } = respectingIgnored(target, live, ignore, version);
      return unknown.find(isUnknown) ?? object;
    },
    unknowns: 0.4,
  });

  agrees('a manager whose fields are ignored keeps them', {
    fn: 'respect',
    questions: fc
      .tuple(managedPairs, ignored, fc.uniqueArray(fc.constantFrom('scaler', 'mesh', 'nobody'), { minLength: 1 }))
      .map(([pair, ignore, managers]) => ({
        ...pair,
        ignore: ignore.map((item, nth) => (nth === 0 ? { ...item, managedFieldsManagers: managers } : item)),
      })),
    ours: ({ target, live, ignore }, version) => {
      const { object, unknown } = respectingIgnored(target, live, ignore, version);
      return unknown.find(isUnknown) ?? object;
    },
    unknowns: 0.5,
  });
});
