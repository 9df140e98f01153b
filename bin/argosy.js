#!/usr/bin/env node
// In a checkout the command runs from source, so that it can never be older than the code beside it; a package runs what was compiled.
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const source = join(__dirname, '..', 'src', 'cli.ts');
if (!existsSync(source)) {
  run(require('../lib/src/cli.js'));
} else if (existsSync(join(__dirname, '..', 'node_modules', 'tsx'))) {
  const { '.js': javascript } = require.extensions;
  require('tsx/cjs');
  // Packages are JavaScript already, which Node reads several times as fast, and the maps in them are megabytes.
  require.extensions['.js'] = (module, file) => {
    process.setSourceMapsEnabled(false);
    try {
      javascript(module, file);
    } finally {
      process.setSourceMapsEnabled(true);
    }
  };
  run(require(source));
} else {
  process.stderr.write('argosy: node_modules is not there, or not complete; run npm ci\n');
  process.exitCode = 2;
}

function run({ main }) {
  main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
}
