import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { toYaml } from '../../src/synth/yaml';
import { kubeconformArguments, kubeconformProgram } from '../../test/kubeconform/program';
import { writeSchemas } from '../../test/kubeconform/schemas';
import type { Comparison } from '../comparison';
import { application } from '../fleet';
import { ROOT, type Workshop } from '../workshop';

const SIZE = 10_000;

/** All rules on files of a repository that declares nothing, against one tool that looks at types and fields only. */
export function checkRows(workshop: Workshop): Comparison[] {
  const fleet = join(workshop.folder, 'fleet');
  const schemas = join(workshop.folder, 'schemas');
  const program = kubeconformProgram();
  const ours = [process.execPath, builtCommand(workshop), 'check', fleet, '-o', 'json'];
  const theirs = [program ?? '', ...kubeconformArguments(schemas, join(fleet, 'apps'))];
  return [
    {
      what: 'argosy check, 10,000 Application files',
      against: 'kubeconform -strict',
      unit: 'ms',
      ours: () => prepared(fleet, schemas, () => workshop.milliseconds(ours, undefined, FINDINGS_OR_NONE)),
      other: () => prepared(fleet, schemas, () => workshop.milliseconds(theirs)),
      goal: { atMost: 1 },
      missing: program === undefined ? 'kubeconform is not built: npm run e2e:build -- kubeconform' : undefined,
    },
    {
      what: 'peak memory of argosy check, 10,000 Application files',
      against: 'what it may hold',
      unit: 'MiB',
      ours: () => prepared(fleet, schemas, () => workshop.peakMebibytes(ours, FINDINGS_OR_NONE)),
      other: () => 200,
      goal: { atMost: 1 },
      missing: process.platform === 'linux' ? undefined : 'only Linux says what a process and all below it hold',
    },
  ];
}

const FINDINGS_OR_NONE = [0, 1];

/** The files are written when they are wanted first. */
function prepared(fleet: string, schemas: string, measure: () => number): number {
  if (mkdirSync(join(fleet, 'apps'), { recursive: true }) !== undefined) {
    for (let n = 0; n < SIZE; n++) writeFileSync(join(fleet, 'apps', `app-${n}.yaml`), toYaml(application(n)));
    writeSchemas(schemas, (_, kind) => kind === 'Application');
  }
  return measure();
}

function builtCommand(workshop: Workshop): string {
  const script = join(workshop.folder, 'argosy.js');
  const footer = { js: 'module.exports.main(process.argv.slice(2)).then((code) => { process.exitCode = code; });' };
  const entryPoints = [join(ROOT, 'src', 'cli.ts')];
  buildSync({ entryPoints, bundle: true, minify: true, platform: 'node', external: ['tsx'], outfile: script, footer });
  return script;
}
