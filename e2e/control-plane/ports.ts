import { createServer } from 'node:net';

/** Below the ports that the kernel hands to outgoing connections, which come and go all the time. */
const FIRST = 20_000;
const COUNT = 12_000;

/** Free loopback ports. Another process may still be faster: a part that finds its port taken says so, and all start anew. */
export async function freePorts(count: number): Promise<number[]> {
  const found: number[] = [];
  let candidate = FIRST + Math.floor(Math.random() * COUNT);
  for (let tries = 0; found.length < count && tries < COUNT; tries += 1) {
    if (await isFree(candidate)) found.push(candidate);
    candidate = FIRST + ((candidate + 1 - FIRST) % COUNT);
  }
  if (found.length < count) throw new Error(`no ${count} free ports between ${FIRST} and ${FIRST + COUNT}`);
  return found;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
