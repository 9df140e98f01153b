import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import * as cdk8s from 'cdk8s';
import { App } from '../src/synth/app';
import { fileName } from '../src/synth/file-name';
import { toYaml } from '../src/synth/yaml';
import { application, fleets, isFleet } from './fleet';

/** What a fresh process measures of itself: one step, after everything that the step needs was prepared untimed. */
export interface Measured {
  readonly milliseconds: number;
  readonly peakMebibytes: number;
  /** How often a validation ran, of those that ran most. */
  readonly validations: number;
}

let validations = 0;

/** What can be measured; each prepares itself for `size` Applications and answers with the step to time. */
const STEPS: Readonly<Record<string, (size: number, target: string, fleet: string) => () => unknown>> = {
  argosy: (size, outdir, fleet) => synthOf(new App({ outdir }), size, fleet),

  cdk8s: (size, outdir, fleet) => synthOf(new cdk8s.App({ outdir }), size, fleet),

  /** The same data, as fast as this runtime can turn it into text. */
  json: (size, file) => {
    const objects = Array.from({ length: size }, (_, n) => application(n));
    return () => writeFileSync(file, JSON.stringify(objects));
  },

  /** The same files, from texts that are ready. */
  files: (size, folder) => {
    const files = Array.from({ length: size }, (_, n) => {
      const object = application(n);
      return { name: fileName({ ...object, ...object.metadata }), text: toYaml(object) };
    });
    return () => {
      mkdirSync(folder, { recursive: true });
      for (const { name, text } of files) writeFileSync(join(folder, name), text);
    };
  },

  validations: (size, outdir, fleet) => {
    const app = new App({ outdir });
    const synth = synthOf(app, size, fleet);
    for (const { node } of app.node.findAll()) {
      let runs = 0;
      node.addValidation({
        validate: () => {
          runs += 1;
          validations = Math.max(validations, runs);
          return [];
        },
      });
    }
    return synth;
  },
};

function synthOf(app: cdk8s.App, size: number, fleet: string): () => void {
  if (!isFleet(fleet)) throw new Error(`expected one of ${Object.keys(fleets).join(', ')}, got ${fleet}`);
  fleets[fleet](app, size);
  return () => app.synth();
}

function measure(prepare: () => () => unknown): Measured {
  const step = prepare();
  const start = performance.now();
  step();
  const milliseconds = performance.now() - start;
  return { milliseconds, peakMebibytes: process.resourceUsage().maxRSS / 1024, validations };
}

const [name = '', size = '0', target = '', fleet = ''] = process.argv.slice(2);
const step = STEPS[name];
if (!step) throw new Error(`expected one of ${Object.keys(STEPS).join(', ')}, got ${name}`);
process.stdout.write(JSON.stringify(measure(() => step(Number(size), target, fleet))));
