const { default: Sequencer } = require('@jest/test-sequencer');

/** The stories that take minutes, from the longest on: what begins with the others ends last. */
const LONGEST = ['platform', 'readme', 'shop', 'delivery'];

const rank = ({ path }) => {
  const nth = LONGEST.findIndex((story) => path.endsWith(`/${story}.test.ts`));
  return nth < 0 ? LONGEST.length : nth;
};

module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    return [...tests].sort((a, b) => rank(a) - rank(b) || (a.path < b.path ? -1 : 1));
  }
};
