import { eachRelease } from '../../oracle/agreement';
import { templateQuestions } from '../../oracle/templates';
import { rendered, said } from './rendering';

eachRelease('Go templates', (agrees) => {
  agrees('a Go template becomes the same text, or fails', {
    fn: 'template',
    questions: templateQuestions,
    ours: rendered,
    real: said,
    unknowns: 0.1,
    commonest: 0.5,
  });
});
