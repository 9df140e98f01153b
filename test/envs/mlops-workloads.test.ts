/**
 * What everything that runs is held to, whoever wrote it and wherever it stands: what a platform engineer looks for first.
 */
import { mlops } from '../../envs/mlops/platform';
import { applicationsOf } from './delivered';
import { type Made, made, manifests as read } from './made';

const manifests = read(made(mlops));
const WORKLOADS = manifests.filter(({ spec }) => spec?.template?.spec?.containers !== undefined);
const called = ({ kind, metadata }: Made) => `${kind} ${metadata.namespace}/${metadata.name}`;

test('these are the workloads that are written here; others come with their charts', () => {
  expect(WORKLOADS.map(called).sort()).toEqual(
    ['dev', 'prod']
      .flatMap((env) => [
        `Deployment fastapi-${env}/fastapi-${env}`,
        `Deployment feature-store-${env}/feast-server`,
        `Deployment feature-store-${env}/redis`,
        `Deployment mlflow-${env}/mlflow-${env}-server`,
        `Deployment triton-${env}/triton`,
      ])
      .sort(),
  );
});

const NAMED = WORKLOADS.map((manifest): [string, Made] => [called(manifest), manifest]);

test.each(NAMED)('%s has an image by tag, probes, resources, and no more rights than it needs', (_, { spec }) => {
  const pod = spec.template.spec;
  expect(pod.automountServiceAccountToken).toBe(false);
  expect(pod.securityContext.seccompProfile).toEqual({ type: 'RuntimeDefault' });
  for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
    expect(container.image).toMatch(/^[^@]+:(?!latest$)[\w.-]+(@sha256:[0-9a-f]{64})?$/);
    expect(Object.keys(container)).toEqual(expect.arrayContaining(['readinessProbe', 'livenessProbe']));
    for (const amounts of [container.resources.requests, container.resources.limits]) {
      expect(amounts).toEqual({ cpu: expect.any(String), memory: expect.any(String) });
    }
    expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
  }
});

test('only images of which nobody knows whether another user could run them decide that themselves', () => {
  const unsaid = WORKLOADS.filter(({ spec }) => spec.template.spec.securityContext.runAsNonRoot !== true);
  expect([...new Set(unsaid.map(({ spec }) => spec.template.spec.containers[0].name))].sort()).toEqual([
    'feast-server',
    'mlflow',
  ]);
});

const CHARTS = ['platform', 'dev', 'prod']
  .flatMap((env) => applicationsOf(manifests, env))
  .flatMap(({ metadata, spec }) =>
    [spec.source, ...(spec.sources ?? [])]
      .filter((source) => source?.chart !== undefined)
      .map((source): [string, string, unknown] => [metadata.name, source.chart, source.helm?.valuesObject]),
  );

test.each(CHARTS)('%s gives what chart %s runs its resources', (_, chart, values) => {
  const given = resourcesIn(values);
  // Definitions run nothing.
  expect(given.length > 0).toBe(chart !== 'prometheus-operator-crds');
  for (const resources of given) {
    // CPU is not limited everywhere: a controller that is slowed down is late when it is needed most.
    expect(resources).toMatchObject({
      requests: { cpu: expect.any(String), memory: expect.any(String) },
      limits: { memory: expect.any(String) },
    });
  }
});

/** Every map that a chart takes for the resources of a container; those of a claim ask for storage. */
function resourcesIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isClaim = JSON.stringify(inner)?.includes('"storage"');
    return key === 'resources' && !isClaim ? [inner] : resourcesIn(inner);
  });
}
