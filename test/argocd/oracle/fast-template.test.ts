import fc from 'fast-check';
import { attempt } from '../../../src/argocd/application-set/failure';
import { fillPlaceholders } from '../../../src/argocd/application-set/fast-template';
import { eachRelease } from '../../oracle/agreement';

const piece = fc.oneof(
  fc.constantFrom(
    '{{',
    '}}',
    '{',
    '}',
    '{{ ',
    ' }}',
    '\n',
    ' ',
    'a',
    'b.c',
    'é',
    'x[0]',
    '{{a}}',
    '{{ b.c }}',
    '{{x}}',
  ),
  fc.constantFrom('\t', '\u00a0', '\u0085', '\r', '\u2028', '\ufeff', '{{\na\n}}', '{{\u00a0a}}', '{{n}}', '{{}}'),
);
const params = fc.dictionary(
  fc.constantFrom('a', 'b.c', 'é', 'x[0]', 'x', 'n', '{{a}}', '', 'a b'),
  fc.oneof(fc.constantFrom('1', '', '{{a}}', '}}', 'é', 'a b'), fc.constantFrom(1, true, null)),
);
const fails = { fails: true };

eachRelease('templates with placeholders', (agrees) => {
  agrees('placeholders are filled with the same text, or fail', {
    fn: 'fast-template',
    questions: fc.record({
      template: fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join('')),
      params,
    }),
    ours: ({ template, params }) => {
      const filled = attempt(() => fillPlaceholders(template, params));
      return typeof filled === 'string' ? filled : fails;
    },
    real: ({ answer, error }) => (error === undefined ? answer : fails),
  });
});
