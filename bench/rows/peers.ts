import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml, toYamlStream } from '../../src/synth/yaml';
import type { Comparison } from '../comparison';
import { application } from '../fleet';
import { onPath, type Workshop } from '../workshop';

/** Whole processes that make the same Applications; kustomize, which takes a minute at 10,000, only on demand. */
export function peerRows(workshop: Workshop, slow: boolean): Comparison[] {
  const whole = (size: number) => () => workshop.milliseconds(workshop.stepCommand('argosy', size, 'oneChart'));
  return [
    {
      what: 'process, 10,000 Applications',
      against: 'helm template',
      unit: 'ms',
      ours: whole(10_000),
      other: helmTemplate(workshop, 10_000),
      goal: { atLeast: 4 },
      missing: missing('helm'),
    },
    {
      what: `process, ${slow ? '10,000 Applications' : '1,000 Applications (goal at 10,000: --slow)'}`,
      against: 'kustomize build',
      unit: 'ms',
      ours: whole(slow ? 10_000 : 1_000),
      other: kustomizeBuild(workshop, slow ? 10_000 : 1_000),
      goal: slow ? { atLeast: 100 } : undefined,
      runs: slow ? 1 : 3,
      missing: missing('kustomize'),
    },
    {
      what: 'peak memory, 10,000 objects in a chart',
      against: 'cdk8s',
      unit: 'MiB',
      ours: () => workshop.step('argosy', 10_000, 'oneChart').peakMebibytes,
      other: () => workshop.step('cdk8s', 10_000, 'oneChart').peakMebibytes,
      goal: { atMost: 0.7 },
    },
  ];
}

function missing(command: string): string | undefined {
  return onPath(command) ? undefined : `no ${command} on PATH`;
}

/** The chart a person would write: one template that ranges over a table of values. */
function helmTemplate(workshop: Workshop, size: number): () => number {
  const chart = workshop.folderFor('helm');
  workshop.folderFor('helm/templates');
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: fleet\nversion: 0.1.0\n');
  const first = toYaml(application(1));
  const { name } = application(1).metadata;
  const path = application(1).spec.source.path;
  const template = first.replaceAll(name, '{{ .name }}').replaceAll(path, '{{ .path }}');
  writeFileSync(join(chart, 'templates', 'fleet.yaml'), `{{- range .Values.apps }}\n---\n${template}{{- end }}\n`);
  const apps = Array.from({ length: size }, (_, n) => {
    const { metadata, spec } = application(n);
    return { name: metadata.name, path: spec.source.path };
  });
  writeFileSync(join(chart, 'values.yaml'), toYaml({ apps }));
  return () => workshop.milliseconds(['helm', 'template', 'fleet', chart]);
}

function kustomizeBuild(workshop: Workshop, size: number): () => number {
  const folder = workshop.folderFor('kustomize');
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources:\n  - fleet.yaml\n');
  const objects = Array.from({ length: size }, (_, n) => application(n));
  writeFileSync(join(folder, 'fleet.yaml'), toYamlStream(objects));
  return () => workshop.milliseconds(['kustomize', 'build', folder]);
}
