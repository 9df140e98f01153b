type Tell = (sentence: string, tell: () => Promise<void> | void) => void;

/** As one tells it, and what needs more than the rest of it. */
type Story = Tell & { readonly needing: (lack: string | undefined) => Tell };

/**
 * Tests that tell one story on one cluster, in order: after the first that fails, the others say so and do not wait in
 * vain.
 *
 * @param lack why it is not told on this cluster
 */
export function story(lack?: string): Story {
  let broken: string | undefined;
  const tellUnless = (lacking: string | undefined): Tell => {
    if (lacking) return (sentence) => test.skip(untold(sentence, lacking), () => undefined);
    return (sentence, tell) =>
      test(sentence, async () => {
        if (broken) throw new Error(`not tried, because this failed: ${broken}`);
        broken = sentence;
        await tell();
        broken = undefined;
      });
  };
  return Object.assign(tellUnless(lack), { needing: tellUnless });
}

/** The title of a test that is skipped. */
export function untold(sentence: string, lack: string): string {
  return `${sentence} (not here: it ${lack})`;
}
