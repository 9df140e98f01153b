import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import type { Comparison } from '../comparison';
import { npmInstalled, ROOT, type Workshop } from '../workshop';

/** Whole processes that synthesize when all files are there already. */
export function coldRows(workshop: Workshop): Comparison[] {
  const empty = join(workshop.folder, 'empty.ts');
  const emptyScript = join(workshop.folder, 'empty.js');
  for (const file of [empty, emptyScript]) writeFileSync(file, '');
  const source = [process.execPath, 'bin/argosy.js', 'synth', '--out', join(workshop.folder, 'from-source')];
  const fromSource = () => workshop.milliseconds(source, ROOT);
  const built = builtCommand(workshop);
  return [
    {
      what: 'argosy synth, from source',
      against: 'node --import tsx on an empty file',
      unit: 'ms',
      ours: fromSource,
      other: () => workshop.milliseconds([process.execPath, '--import', 'tsx', empty], ROOT),
      goal: { atMost: 2.5 },
      runs: 9,
    },
    {
      what: 'argosy synth of a small platform, built',
      against: 'node on an empty file',
      unit: 'ms',
      ours: built,
      other: () => workshop.milliseconds([process.execPath, emptyScript]),
      goal: { atMost: 1.6 },
      runs: 9,
    },
    cdk8sSynth(workshop, built),
  ];
}

/** The command as one script and a platform as another, with all that they need. */
function builtCommand(workshop: Workshop): () => number {
  const project = workshop.folderFor('built');
  const bundle = { bundle: true, minify: true, platform: 'node', external: ['tsx'] } satisfies BuildOptions;
  const command = join(project, 'argosy.js');
  const platform = join(project, 'platform.js');
  const footer = { js: 'module.exports.main(process.argv.slice(2)).then((code) => { process.exitCode = code; });' };
  buildSync({ ...bundle, entryPoints: [join(ROOT, 'src', 'cli.ts')], outfile: command, footer });
  buildSync({ ...bundle, entryPoints: [join(ROOT, 'bench', 'small-platform.ts')], outfile: platform });
  return () => workshop.milliseconds([process.execPath, command, 'synth', '--app', platform], project);
}

/** `cdk8s init`'s way: the command runs ts-node, which checks types. */
function cdk8sSynth(workshop: Workshop, built: () => number): Comparison {
  const packages = ['ts-node@10', 'typescript@5', '@types/node@20', 'cdk8s@2', 'constructs@10'];
  const project = workshop.folderFor('cdk8s');
  const found = npmInstalled(project, packages);
  writeFileSync(join(project, 'main.ts'), THREE_OBJECTS);
  const tsconfig = { compilerOptions: { target: 'es2022', module: 'commonjs', strict: true, skipLibCheck: true } };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(tsconfig));
  mkdirSync(join(project, 'dist'), { recursive: true });
  const cdk8s = join(ROOT, 'node_modules', '.bin', 'cdk8s');
  return {
    what: 'argosy synth of a small platform, built',
    against: 'cdk8s synth with ts-node, three objects',
    unit: 'ms',
    ours: built,
    other: () =>
      workshop.milliseconds(
        [cdk8s, 'synth', '--app', `${join(project, 'node_modules/.bin/ts-node')} main.ts`],
        project,
      ),
    goal: { atLeast: 10 },
    missing: found ? undefined : `npm could not install ${packages.join(' ')}`,
  };
}

const THREE_OBJECTS = `import { ApiObject, App, Chart } from 'cdk8s';
const app = new App();
const chart = new Chart(app, 'fleet');
for (const name of ['a', 'b', 'c']) new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap' });
app.synth();
`;
