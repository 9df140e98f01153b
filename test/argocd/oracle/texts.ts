import fc from 'fast-check';

export const anyOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);

export const few = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 3) => fc.array(arbitrary, { maxLength });

/** Texts put together of pieces. */
export function pieces(most: number, given: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...given), { maxLength: most }).map((parts) => parts.join(''));
}

/** Patterns with texts that have a good chance to fit: each piece comes with what it may stand for. */
export function fitting(
  given: readonly (readonly [pattern: string, ...texts: readonly string[]])[],
  most: number,
): fc.Arbitrary<{ readonly pattern: string; readonly text: string }> {
  const all = given.flatMap(([, ...texts]) => texts);
  const piece = fc
    .constantFrom(...given)
    .chain(([pattern, ...texts]) =>
      fc
        .oneof({ weight: 9, arbitrary: fc.constantFrom(...texts) }, { weight: 1, arbitrary: fc.constantFrom(...all) })
        .map((text) => ({ pattern, text })),
    );
  return fc.array(piece, { maxLength: most }).map((parts) => ({
    pattern: parts.map((part) => part.pattern).join(''),
    text: parts.map((part) => part.text).join(''),
  }));
}
