const { dirname } = require('node:path');
const { rootDir: _, maxWorkers: __, ...house } = require('../jest.config.js');

/** Those of ARGOSY_E2E_ARGOCD, side by side. */
const versions = (process.env.ARGOSY_E2E_ARGOCD ?? '2.13').split(',');

/**
 * @param {string} version of Argo CD
 * @param {number} index
 */
const suite = (version, index) => ({
  ...house,
  displayName: version,
  globals: { ARGOSY_E2E_ARGOCD: version },
  rootDir: dirname(__dirname),
  testMatch: ['<rootDir>/e2e/suite/**/*.test.ts'],
  // The Kubernetes client and what it stands on are ECMAScript modules.
  transformIgnorePatterns: ['/node_modules/(?!(@kubernetes/client-node|openid-client|oauth4webapi|jose)/)'],
  transform: {
    '\\.[jt]s$': Object.values(house.transform)[0],
  },
  // Coming up and going away is the same with every version.
  testPathIgnorePatterns: index === 0 ? [] : ['suite/control-plane'],
});

/**
 * Each file has a control plane of its own, which waits a third of its time; four of them keep two cores from their
 * work, and stories outwait their patience.
 *
 * @type {import('jest').Config}
 */
module.exports = { projects: versions.map(suite), maxWorkers: 3, testTimeout: 500_000 };
