import { eachRelease } from '../../oracle/agreement';
import { failingSyncs, foretold, namespaceSyncs, recorded, syncQuestions, told } from '../../oracle/syncs';

eachRelease('syncs', (agrees) => {
  for (const [title, questions] of [
    ['a sync does what it is foretold to do, in that order', syncQuestions],
    ['a sync in which hooks fail does so as well', failingSyncs],
    ['a sync in which namespaces come and go does so as well', namespaceSyncs],
  ] as const) {
    agrees(title, {
      fn: 'sync',
      questions,
      ours: (question, version) => told(foretold(question, version), question, version),
      real: ({ answer, error, panic }) =>
        panic === undefined && error === undefined ? recorded(answer) : { error, panic },
    });
  }
});
