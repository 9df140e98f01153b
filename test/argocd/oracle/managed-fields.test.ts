import fc from 'fast-check';
import { withoutManaged } from '../../../src/argocd';
import { eachRelease } from '../../oracle/agreement';
import { managedPairs } from '../../oracle/differences';

eachRelease('managed fields', (agrees) => {
  agrees('what a manager owns and Git says otherwise is compared on neither side', {
    fn: 'managed',
    questions: fc
      .tuple(managedPairs, fc.uniqueArray(fc.constantFrom('scaler', 'mesh', 'nobody'), { minLength: 1 }))
      .map(([pair, managers]) => ({ ...pair, managers })),
    ours: ({ target, live, managers }, version) => {
      const compared = withoutManaged(target, live, managers, version);
      return compared.unknown[0] ?? { target: compared.target, live: compared.live };
    },
    unknowns: 0.4,
  });
});
