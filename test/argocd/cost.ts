/** What no input of 64 KiB may cost, and no ApplicationSet that people could write: two seconds or so where it is quiet. */
export const TOO_MUCH = 100;

/**
 * What some work costs this machine at this moment, as a multiple of writing and reading some JSON. What else the
 * machine does never makes work cheaper than it is, but dearer: what seems too much is taken up to twice more, each
 * time against a floor of that moment, and the least one counts.
 */
export function cost(work: () => unknown, limit = TOO_MUCH): number {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3 && least >= limit; time += 1) {
    const spent = processorTime(work);
    if (spent / floor >= limit) floor = processorTime(writeAndRead);
    least = Math.min(least, spent / floor);
  }
  return least;
}

const objects = Array.from({ length: 20_000 }, (_, n) => ({ name: `n${n}`, nested: { n, list: [n, 'a', true] } }));
const writeAndRead = () => JSON.parse(JSON.stringify(objects));

// The first time compiles what it does.
writeAndRead();
let floor = processorTime(writeAndRead);

/** In milliseconds. */
function processorTime(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
