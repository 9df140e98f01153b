/**
 * Lets `require` load our own TypeScript, in a checkout. What esbuild makes of a file is kept below node_modules, beside
 * the digest of the text that it was made of: the command cannot be older than the code, and starts in half the time that
 * it takes with tsx. The app is the user's, and for tsx.
 *
 * To read maps takes longer than all the rest: `node --enable-source-maps bin/argosy.js` has them, for stack traces.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { dirname, join, relative, sep } = require('node:path');

const ROOT = join(__dirname, '..');
const OURS = ['src', 'constructs', 'imports'].map((folder) => join(ROOT, folder) + sep);
const KEPT = join(ROOT, 'node_modules', '.cache', 'cdk8s-argosy');

const { extensions } = require;
const javascript = extensions['.js'];
const mapped = process.sourceMapsEnabled === true;
let typescript;

extensions['.ts'] = load;

function load(module, file) {
  if (OURS.some((folder) => file.startsWith(folder))) withoutMaps(() => module._compile(compiled(file), file));
  else withTsx(module, file);
}

function compiled(file) {
  const text = readFileSync(file);
  const digest = `//${createHash('sha256').update(text).digest('hex')}\n`;
  const kept = join(KEPT, `${relative(ROOT, file)}.js`);
  const before = textOf(kept);
  if (before?.startsWith(digest)) return before;
  const { code, map } = require('esbuild').transformSync(text, {
    loader: 'ts',
    format: 'cjs',
    target: 'node20',
    sourcefile: file,
    sourcemap: 'external',
    sourcesContent: false,
    banner: digest.trimEnd(),
  });
  const made = `${code}//# sourceMappingURL=${kept}.map\n`;
  keep(kept, made, map);
  return made;
}

/** Where nothing can be written, each run makes it anew. */
function keep(file, made, map) {
  try {
    mkdirSync(dirname(file), { recursive: true });
    replace(`${file}.map`, map);
    replace(file, made);
  } catch {}
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whole, since another process may be reading it. */
function replace(file, text) {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, text);
  renameSync(next, file);
}

/** tsx puts itself into the place of both loaders. */
function withTsx(module, file) {
  if (!typescript) {
    require('tsx/cjs');
    typescript = extensions['.ts'];
    extensions['.ts'] = load;
    // Packages are JavaScript already, which Node reads several times as fast, and the maps in them are megabytes.
    extensions['.js'] = (...script) => withoutMaps(() => javascript(...script));
  }
  typescript(module, file);
}

function withoutMaps(run) {
  process.setSourceMapsEnabled(mapped);
  try {
    run();
  } finally {
    process.setSourceMapsEnabled(mapped || typescript !== undefined);
  }
}
