/**
 * Tests that tell one story on one cluster, in order: after the first that fails, the others say so and do not wait in
 * vain.
 */
export function story(): (sentence: string, tell: () => Promise<void> | void) => void {
  let broken: string | undefined;
  return (sentence, tell) =>
    test(sentence, async () => {
      if (broken) throw new Error(`not tried, because this failed: ${broken}`);
      broken = sentence;
      await tell();
      broken = undefined;
    });
}
