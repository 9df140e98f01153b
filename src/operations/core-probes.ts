import { type LabelSelector, labelsMatch } from '../argocd/label-selector';
import { podTemplateOf } from '../check/pods';
import { fields, items, text, valueAt } from '../check/reading';
import { textsOf } from '../live/application';
import type { Manifest } from '../sources/model';

/** A Service of the core, and how it is asked whether it is well. */
export interface CoreService {
  readonly namespace: string;
  readonly name: string;
  /** Below the API server: what the readiness probe of its Pods asks, through the Service. */
  readonly proxyPath: string | undefined;
}

/** Every Service that selects Pods, with the readiness probe of the workload behind it. */
export function coreServices(objects: readonly Manifest[]): readonly CoreService[] {
  return objects
    .filter(
      ({ group, kind, object }) =>
        group === '' && kind === 'Service' && valueAt(object, 'spec', 'selector') !== undefined,
    )
    .map((service) => ({
      namespace: service.namespace,
      name: service.name,
      proxyPath: proxyPath(service, objects),
    }));
}

/** How many addresses behind a Service are ready. */
export function readyEndpoints(slices: readonly unknown[], { namespace, name }: CoreService): number {
  return slices
    .filter((slice) => {
      const metadata = fields(valueAt(slice, 'metadata'));
      return metadata.namespace === namespace && valueAt(metadata, 'labels', 'kubernetes.io/service-name') === name;
    })
    .flatMap((slice) => items(valueAt(slice, 'endpoints')))
    .filter((endpoint) => valueAt(endpoint, 'conditions', 'ready') !== false)
    .reduce<number>((sum, endpoint) => sum + items(valueAt(endpoint, 'addresses')).length, 0);
}

function proxyPath(service: Manifest, objects: readonly Manifest[]): string | undefined {
  const selector: LabelSelector = { matchLabels: textsOf(valueAt(service.object, 'spec', 'selector')) };
  for (const workload of objects.filter(({ namespace }) => namespace === service.namespace)) {
    const template = podTemplateOf(workload);
    if (!template || labelsMatch(selector, template.labels) !== true) continue;
    for (const container of items(valueAt(template.pod, 'containers'))) {
      const get = valueAt(container, 'readinessProbe', 'httpGet');
      const port = get === undefined ? undefined : servicePort(service, container, valueAt(get, 'port'));
      if (port === undefined) continue;
      const scheme = text(valueAt(get, 'scheme')).toLowerCase() === 'https' ? 'https' : 'http';
      const path = text(valueAt(get, 'path')) || '/';
      return `/api/v1/namespaces/${service.namespace}/services/${scheme}:${service.name}:${port}/proxy${path}`;
    }
  }
  return undefined;
}

/** The port of the Service that leads to the one that is probed. */
function servicePort(service: Manifest, container: unknown, probed: unknown): string | undefined {
  const declared = items(valueAt(container, 'ports')).map(fields);
  const number = typeof probed === 'number' ? probed : declared.find(({ name }) => name === probed)?.containerPort;
  const name =
    typeof probed === 'string' ? probed : declared.find(({ containerPort }) => containerPort === probed)?.name;
  const ports = items(valueAt(service.object, 'spec', 'ports')).map(fields);
  const found = ports.find((port) => {
    const target = port.targetPort ?? port.port;
    return target !== undefined && (target === number || target === name);
  });
  return found && (text(found.name) || String(found.port));
}
