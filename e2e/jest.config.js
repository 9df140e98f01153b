const { readdirSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { rootDir: _, maxWorkers: __, ...house } = require('../jest.config.js');

/** Those of ARGOSY_E2E_ARGOCD, side by side. */
const versions = (process.env.ARGOSY_E2E_ARGOCD ?? '2.13').split(',');

/**
 * Told on one version, and not where each story is told once: coming up and going away is the same with every version,
 * and each story does both; what README says takes minutes, and `platform` goes the same way.
 */
const ASIDE = ['control-plane.test.ts', 'readme.test.ts'];

const stories = readdirSync(join(__dirname, 'suite')).filter(
  (file) => file.endsWith('.test.ts') && !ASIDE.includes(file),
);

/** Where each story is told once, the commit that says on which version; nothing where all are told on each. */
const commit = process.env.ARGOSY_E2E_ONCE;

/** Half of the stories for each version: another half with another commit. */
const shuffled = () => {
  const place = new Map(stories.map((story, nth) => [story, commit.slice(2 * nth, 2 * nth + 2)]));
  return stories.toSorted((a, b) => place.get(a).localeCompare(place.get(b)));
};

const told = (index) => {
  if (commit !== undefined) return shuffled().filter((_, nth) => nth % versions.length === index);
  return index === 0 ? [...ASIDE, ...stories] : stories;
};

/**
 * @param {string} version of Argo CD
 * @param {number} index
 */
const suite = (version, index) => ({
  ...house,
  displayName: version,
  globals: { ARGOSY_E2E_ARGOCD: version, ARGOSY_E2E_ONCE: commit !== undefined },
  rootDir: dirname(__dirname),
  testMatch: told(index).map((story) => `<rootDir>/e2e/suite/${story}`),
  // The Kubernetes client and what it stands on are ECMAScript modules.
  transformIgnorePatterns: ['/node_modules/(?!(@kubernetes/client-node|openid-client|oauth4webapi|jose)/)'],
  transform: {
    '\\.[jt]s$': Object.values(house.transform)[0],
  },
  testPathIgnorePatterns: [],
});

/**
 * Each file has a control plane of its own, which waits a third of its time; four of them keep two cores from their
 * work, and stories outwait their patience.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  projects: versions.map(suite),
  maxWorkers: 3,
  testTimeout: 500_000,
  testSequencer: join(__dirname, 'longest-first.js'),
};
