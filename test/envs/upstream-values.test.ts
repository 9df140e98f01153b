import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { mlops } from '../../envs/mlops/platform';
import { cachedModule } from '../../imports/generator/go-module';
import { applicationsOf } from './delivered';
import { made, manifests as read } from './made';

/** Charts whose Go module has them, in the version whose application the pinned chart runs. */
const CHARTS = [
  ['cert-manager', 'github.com/cert-manager/cert-manager', 'v1.16.2', 'deploy/charts/cert-manager'],
  ['metallb', 'go.universe.tf/metallb', 'v0.14.9', 'charts/metallb'],
  ['sealed-secrets', 'github.com/bitnami-labs/sealed-secrets', 'v0.27.3', 'helm/sealed-secrets'],
] as const;

const applications = applicationsOf(read(made(mlops)), 'platform');

describe.each(CHARTS)('the values of %s', (chart, module, version, folder) => {
  const cached = cachedModule({ module, version });
  const missing = `${module}@${version} is not in Go's module cache`;
  const sentence = "stand at places that the chart's own values.yaml has, where Helm would ignore others";

  if (cached === undefined) test.skip(`${sentence} (${missing})`, () => {});
  else
    test(sentence, () => {
      const [application] = applications.filter(({ spec }) => spec.source.chart === chart);
      const known = load(readFileSync(join(cached, folder, 'values.yaml'), 'utf8'));
      const values = application?.spec.source.helm.valuesObject;
      expect(Object.keys(values).length).toBeGreaterThan(0);
      expect(misplaced(values, known)).toEqual([]);
    });
});

test('a place that a chart does not have is found, and so is a value of another type; what is open may hold anything', () => {
  const known = { resources: {}, controller: { replicas: 1, labels: {} }, image: null, crds: { enabled: false } };
  const values = {
    resources: { limits: { memory: '1Gi' } },
    controller: { replica: 2, labels: { app: 'a' } },
    image: { tag: '1' },
    storagePath: '/',
    crds: { enabled: 'true' },
  };
  expect(misplaced(values, known)).toEqual([
    'controller.replica is not there',
    'storagePath is not there',
    'crds.enabled is a boolean',
  ]);
});

/** Where values are not as the defaults. An empty default is open: the chart passes on what it gets. */
function misplaced(values: unknown, known: unknown, at = ''): string[] {
  if (known === null || known === '' || known === undefined) return [];
  if (!isDictionary(known)) return typeof values === typeof known ? [] : [`${at} is a ${typeof known}`];
  if (!isDictionary(values) || Object.keys(known).length === 0) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const place = at === '' ? key : `${at}.${key}`;
    return key in known ? misplaced(value, known[key], place) : [`${place} is not there`];
  });
}

function isDictionary(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
