import fc from 'fast-check';
import { eachRelease } from '../../oracle/agreement';
import { type TemplateQuestion, templateQuestions } from '../../oracle/templates';
import { rendered, said } from './rendering';
import { pieces } from './texts';

const over = (template: string, params: fc.Arbitrary<TemplateQuestion['params']>): fc.Arbitrary<TemplateQuestion> =>
  params.map((given) => ({ template, params: given, labels: {}, options: [] }));

const url = pieces(9, [
  ...['http', 'ftp:', '://', '//', '/', 'a', 'B.c', '@', 'u:p@', ':80', ':', '?', '?q=1', '#', '#f', '%41', '%2F', '%'],
  ...['%zz', '%25', ' ', 'é', '[::1]', '[fe80::1%25en0]', '[', '..', '*', '!', "'", '(', ')', '&', '=', '+', '~', ';'],
  ...[',', '\n', '<', '"', '|', '\\', '^', '`', '{', '%C3%A9', '%ff', ':a'],
]);
const parts = fc.record({
  scheme: fc.constantFrom('', 'http', 'a:b'),
  opaque: fc.constantFrom('', '', '', 'o?'),
  ...{ host: url, path: url, query: url, fragment: url, userinfo: url },
});
const format = pieces(9, [
  ...['%', '%', '%%', '[1]', '[2]', '[3]', '[0]', '[9]', '[', '[x]', '[01]', '[123456789]', '[]', ']', '*', '.', '5'],
  ...['03', '-', '+', 'd', 'd', 's', 'v', 'q', 'x', 'a', ' '],
]);

eachRelease('Go templates', (agrees) => {
  agrees('a Go template becomes the same text, or fails', {
    fn: 'template',
    questions: templateQuestions,
    ours: rendered,
    real: said,
    unknowns: 0.1,
    commonest: 0.5,
  });

  agrees('a URL is taken apart and put together in the same way', {
    fn: 'template',
    questions: fc.oneof(
      over('{{ urlParse .url | toJson }}{{ urlParse .url | urlJoin }}', fc.record({ url })),
      over('{{ urlJoin .parts }}', fc.record({ parts })),
    ),
    ours: rendered,
    real: said,
  });

  agrees('printf takes its operands in the same order, and complains of the same ones', {
    fn: 'template',
    questions: over('{{ printf .format 7 "text" -3 }}', fc.record({ format })),
    ours: rendered,
    real: said,
    unknowns: 0.02,
  });
});
