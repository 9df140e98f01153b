/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Jest leaves one processor idle by itself, and the tests often wait for processes of their own.
  maxWorkers: '100%',
  // What hostile inputs cost takes a minute by itself: npm run test:cost.
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/', ...(process.env.ARGOSY_COST ? [] : ['-cost\\.test\\.ts$'])],
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/.cdk8s/'],
  moduleNameMapper: { '^cdk8s-argosy$': '<rootDir>/src/index.ts' },
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};
