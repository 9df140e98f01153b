import { eachRelease } from '../../oracle/agreement';
import { deletionQuestions, foretoldDeletion } from '../../oracle/post-deletes';

eachRelease('PostDelete hooks', (agrees) => {
  agrees('the hooks of a deletion come and go as they do by Argo CD', {
    fn: 'post-delete',
    questions: deletionQuestions,
    ours: foretoldDeletion,
  });
});
