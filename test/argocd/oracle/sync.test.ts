import { eachRelease } from '../../oracle/agreement';
import { foretold, recorded, syncQuestions, told } from '../../oracle/syncs';

eachRelease('syncs', (agrees) => {
  agrees('a sync does what it is foretold to do, in that order', {
    fn: 'sync',
    questions: syncQuestions,
    ours: (question, version) => told(foretold(question, version), question, version),
    real: ({ answer, error, panic }) =>
      panic === undefined && error === undefined ? recorded(answer) : { error, panic },
  });
});
