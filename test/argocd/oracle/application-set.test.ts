import { eachRelease } from '../../oracle/agreement';
import { setQuestions } from '../../oracle/sets';
import { expanded, generated } from './expanding';

eachRelease('ApplicationSets', (agrees) => {
  agrees('a set becomes the same Applications, or fails', {
    fn: 'application-set',
    questions: setQuestions,
    ours: expanded,
    real: generated,
    unknowns: 0.03,
    commonest: 0.65,
  });
});
