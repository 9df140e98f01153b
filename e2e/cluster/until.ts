import { setTimeout as pause } from 'node:timers/promises';

const ASK_EVERY_MS = 200;

/** An answer that takes long to get is asked for less often: whoever asks would slow down what is waited for. */
const REST = 4;

/**
 * Asks again and again until there is an answer.
 *
 * @param what is waited for, as it ends the sentence "waited 30 s for ..."
 * @param seen what the last look showed, for whoever reads that it never came
 */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | undefined>,
  seen?: () => unknown,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const asked = Date.now();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline)
      throw new Error(`waited ${seconds} s for ${what}${seen ? `; seen: ${text(seen())}` : ''}`);
    await pause(Math.max(ASK_EVERY_MS, REST * (Date.now() - asked)));
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}
