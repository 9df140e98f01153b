import type { UsageError } from '../finding';

/** More than any bundle has: a thousand certificates. */
const LIMIT = 2 ** 20;

/**
 * All that comes, as text.
 * @param tooLarge made when more comes than a certificate takes, so that a wrong address does not fill the memory
 */
export async function answerText(chunks: AsyncIterable<Uint8Array>, tooLarge: () => UsageError): Promise<string> {
  const taken: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > LIMIT) throw tooLarge();
    taken.push(chunk);
  }
  return Buffer.concat(taken).toString('utf8');
}
