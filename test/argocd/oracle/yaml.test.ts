import { eachRelease } from '../../oracle/agreement';
import { yamlReadings, yamlWritings } from '../../oracle/yamls';
import { rendered, said } from './rendering';

eachRelease('YAML', (agrees) => {
  agrees('a text is read as the same data, or is no YAML', {
    fn: 'template',
    questions: yamlReadings,
    ours: rendered,
    real: said,
    unknowns: 0.01,
    commonest: 0.7,
  });

  agrees('data is written as the same text', {
    fn: 'template',
    questions: yamlWritings,
    ours: rendered,
    real: said,
    unknowns: 0.07,
  });
});
