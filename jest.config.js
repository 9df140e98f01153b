/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Jest leaves one processor idle by itself, and the tests often wait for processes of their own.
  maxWorkers: '100%',
  // What hostile inputs cost takes a minute by itself: npm run test:cost.
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/', ...(process.env.ARGOSY_COST ? [] : ['-cost\\.test\\.ts$'])],
  // A test looks up names of the global object a hundred times as slowly as those that it is given.
  sandboxInjectedGlobals: ['Array', 'JSON', 'Map', 'Math', 'Number', 'Object', 'Set', 'String'],
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/.cdk8s/'],
  moduleNameMapper: { '^cdk8s-argosy$': '<rootDir>/src/index.ts' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
