const { readdirSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { rootDir: _, maxWorkers: __, ...house } = require('../jest.config.js');

/** Those of ARGOSY_E2E_ARGOCD, side by side. */
const versions = (process.env.ARGOSY_E2E_ARGOCD ?? '2.13').split(',');

const stories = readdirSync(join(__dirname, 'suite')).filter((file) => file.endsWith('.test.ts'));

/** Where each story is told once, the turns of the versions begin with this one; nothing where all are told on each. */
const first = process.env.ARGOSY_E2E_ONCE;

/** Coming up and going away is the same with every version, and every story does both. */
const HARNESS = 'control-plane.test.ts';

const isTold = (story, nth, index) => {
  if (first !== undefined) return story !== HARNESS && (nth + Number(first)) % versions.length === index;
  return story !== HARNESS || index === 0;
};

/**
 * @param {string} version of Argo CD
 * @param {number} index
 */
const suite = (version, index) => ({
  ...house,
  displayName: version,
  globals: { ARGOSY_E2E_ARGOCD: version, ARGOSY_E2E_ONCE: first !== undefined },
  rootDir: dirname(__dirname),
  testMatch: stories.filter((story, nth) => isTold(story, nth, index)).map((story) => `<rootDir>/e2e/suite/${story}`),
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
