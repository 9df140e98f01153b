import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { isUnknown } from '../../src/argocd';
import { type Answer, type Oracle, oracle } from './oracle';
import { type OracleVersion, versions } from './program';

const { ARGOSY_ORACLE_CASES, ARGOSY_ORACLE_SEED } = process.env;
const cases = Number(ARGOSY_ORACLE_CASES ?? 200);
/** Fresh cases where they are asked for; `npm test` asks the same ones every time, so that it says the same. */
const seed = Number(ARGOSY_ORACLE_SEED ?? (ARGOSY_ORACLE_CASES ? Math.floor(Math.random() * 2 ** 31) : 1));

/** One thing that both sides are asked, in the words of a sentence. */
interface Agreement<Question extends object> {
  /** The function of the program; also what the line says that is printed. */
  readonly fn: string;
  /** What is asked, without `fn`. */
  readonly questions: fc.Arbitrary<Question>;
  /** Our answer. An Unknown agrees with everything, and is counted unless the real code crashes. */
  readonly ours: (question: Question, version: OracleVersion) => unknown;
  /** The real answer in our words. @default the value; an error and a crash are no answer, and disagree */
  readonly real?: (answer: Answer, question: Question) => unknown;
  /** The share of Unknowns that is allowed. @default 0 */
  readonly unknowns?: number;
  /** The share that the commonest answer may have, so that the questions are worth asking. @default 0.98 */
  readonly commonest?: number;
}

/** Runs the tests of an area for each release, and skips those of a release that is not built. */
export function eachRelease(area: string, tests: (agrees: Agrees, version: OracleVersion) => void): void {
  for (const version of versions) {
    // Found once: sources that change meanwhile are another program.
    const asked = oracle(version);
    (asked ? describe : describe.skip)(`${area}, by the packages of Argo CD ${version}`, () => {
      tests((title, agreement) => {
        test(title, () => agree(version, asked, agreement), 600_000);
      }, version);
    });
  }
}

export type Agrees = <Question extends object>(title: string, agreement: Agreement<Question>) => void;

/** Some values of an arbitrary, the same ones for the same seed: for what takes the real code long to prepare. */
export function someOf<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.constantFrom(...fc.sample(arbitrary, { numRuns: Math.min(Math.ceil(cases / 20), 150), seed }));
}

/** What we say and what Argo CD says of as many questions as `ARGOSY_ORACLE_CASES`; the same ones for the same seed. */
function agree<Question extends object>(
  version: OracleVersion,
  asked: Oracle | undefined,
  agreement: Agreement<Question>,
): void {
  const { fn, ours, real = whatItSays, unknowns = 0, commonest = 0.98 } = agreement;
  const questions = distinct(agreement.questions);
  const answers = asked?.ask(questions.map((question) => ({ ...question, fn }))) ?? [];
  const compared = questions.map((question, nth) => {
    const answer = answers[nth] ?? { answer: null, error: 'no answer' };
    return { question, ours: ours(question, version), real: real(answer, question), answer };
  });
  // Where the real code crashes, Unknown is the answer.
  const refused = compared.filter((each) => isUnknown(each.ours) && each.answer.panic === undefined).length;
  const most = Math.max(...countsOf(compared.map((each) => each.real)));
  process.stdout.write(
    `oracle ${version} ${fn}: seed ${seed}, ${questions.length} different cases, ` +
      `${refused} unknown, commonest answer ${percent(most / questions.length)}\n`,
  );
  const differences = compared.filter((each) => !isUnknown(each.ours) && !isDeepStrictEqual(each.ours, each.real));
  const [smallest] = differences.toSorted((a, b) => sizeOf(a.question) - sizeOf(b.question));
  if (smallest) {
    throw new Error(
      [
        `${differences.length} of ${questions.length} disagree (ARGOSY_ORACLE_SEED=${seed}); the smallest:`,
        `question ${JSON.stringify(smallest.question)}`,
        `ours     ${JSON.stringify(smallest.ours)}`,
        `real     ${JSON.stringify(smallest.answer)}`,
      ].join('\n'),
    );
  }
  // Few questions say little about shares.
  if (questions.length < 2_000) return;
  expect(refused / questions.length).toBeLessThanOrEqual(unknowns);
  expect(most / questions.length).toBeLessThanOrEqual(commonest);
}

/** No question twice, as long as there are others. */
function distinct<Question extends object>(arbitrary: fc.Arbitrary<Question>): readonly Question[] {
  const questions = new Map<string, Question>();
  for (let round = 0; questions.size < cases && round < 5; round++) {
    for (const question of fc.sample(arbitrary, { numRuns: cases, seed: seed + round })) {
      if (questions.size < cases) questions.set(JSON.stringify(question), question);
    }
  }
  return [...questions.values()];
}

function whatItSays({ answer, error, panic }: Answer): unknown {
  if (panic !== undefined) return { panic };
  return error === undefined ? answer : { error };
}

function countsOf(values: readonly unknown[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    const text = JSON.stringify(value) ?? '';
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts.values()];
}

function sizeOf(question: object): number {
  return JSON.stringify(question).length;
}

function percent(share: number): string {
  return `${Math.round(share * 100)}%`;
}
