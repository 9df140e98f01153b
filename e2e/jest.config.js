const { rootDir: _, ...house } = require('../jest.config.js');

/**
 * Each file has a control plane of its own, and two of them keep two cores busy.
 *
 * @type {import('jest').Config}
 */
module.exports = {
  ...house,
  rootDir: '..',
  testMatch: ['<rootDir>/e2e/suite/**/*.test.ts'],
  // The Kubernetes client and what it stands on are ECMAScript modules.
  transformIgnorePatterns: ['/node_modules/(?!(@kubernetes/client-node|openid-client|oauth4webapi|jose)/)'],
  transform: {
    '\\.[jt]s$': Object.values(house.transform)[0],
  },
  testTimeout: 500_000,
  maxWorkers: 2,
};
