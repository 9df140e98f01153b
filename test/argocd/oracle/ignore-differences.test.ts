import fc from 'fast-check';
import { isUnknown, respectingIgnored, withoutIgnored } from '../../../src/argocd';
import { eachRelease } from '../../oracle/agreement';
import { ignored, objectWith, pairOfBuiltIns, pairOfObjects, usuallyIgnored } from '../../oracle/differences';

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
    ours: ({ target, live, ignore }) => {
      const { object, unknown } = respectingIgnored(target, live, ignore);
      return unknown.find(isUnknown) ?? object;
    },
    unknowns: 0.4,
  });
});
