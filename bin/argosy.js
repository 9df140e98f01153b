#!/usr/bin/env node
// In a checkout the command runs from source, so that it can never be older than the code beside it; a package runs what was compiled.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (!existsSync(join(__dirname, '..', 'src', 'cli.ts'))) {
  run(require('../lib/src/cli.js'));
} else if (existsSync(join(__dirname, '..', 'node_modules', 'tsx'))) {
  require('../src/from-source.js');
  run(require('../src/cli.ts'));
} else {
  process.stderr.write('argosy: node_modules is not there, or not complete; run npm ci\n');
  process.exitCode = 2;
}

function run({ main }) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
