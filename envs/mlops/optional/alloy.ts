import { type Namespace, pinnedChart } from 'cdk8s-argosy';
import type { ContainerResources } from '../container-resources';
import { GRAFANA } from '../projects';
import { lokiUrl } from './loki';

export interface AlloyValues {
  /** PodLogs, which nobody here writes; the charts of two environments would own its definition. */
  readonly crds: { readonly create: boolean };
  readonly alloy: {
    readonly configMap: {
      readonly create: boolean;
      /** Alloy's own language. Helm reads it as a template first. */
      readonly content: string;
    };
    readonly enableReporting: boolean;
    readonly resources: ContainerResources;
  };
  readonly controller: { readonly type: 'daemonset' | 'deployment' | 'statefulset' };
}

export const ALLOY = pinnedChart<AlloyValues>({ repository: GRAFANA, chart: 'alloy', version: '1.5.3' });

/**
 * One Alloy on each node, which reads the Pods of that node. In the record each reads the Pods of all nodes, so every line
 * arrives as often as there are nodes, without the labels that its stages ask for when they are gone already.
 */
export function alloyValues<E extends string>(props: {
  readonly loki: Namespace<E>;
  /** Whose Pods are read. */
  readonly from: readonly Namespace<E>[];
}): AlloyValues {
  return {
    crds: { create: false },
    alloy: {
      configMap: { create: true, content: config(lokiUrl(props.loki), props.from) },
      enableReporting: false,
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    },
    controller: { type: 'daemonset' },
  };
}

function config(loki: string, namespaces: readonly Namespace<string>[]): string {
  const labels = { namespace: 'namespace', pod: 'pod_name', container: 'pod_container_name' };
  return [
    ...block('logging', [`level  = "info"`, `format = "logfmt"`]),
    ...block('discovery.kubernetes "pods"', [
      'role = "pod"',
      ...block('namespaces', [`names = [${namespaces.map(({ name }) => `"${name}"`).join(', ')}]`]),
      // The chart sets HOSTNAME to the name of the node.
      ...block('selectors', ['role  = "pod"', 'field = "spec.nodeName=" + sys.env("HOSTNAME")']),
    ]),
    ...block('discovery.relabel "pods"', [
      'targets = discovery.kubernetes.pods.targets',
      ...Object.entries(labels).flatMap(([label, from]) =>
        block('rule', [`source_labels = ["__meta_kubernetes_${from}"]`, `target_label  = "${label}"`]),
      ),
    ]),
    ...block('loki.source.kubernetes "pods"', [
      'targets    = discovery.relabel.pods.output',
      'forward_to = [loki.write.default.receiver]',
    ]),
    ...block('loki.write "default"', block('endpoint', [`url = "${loki}/loki/api/v1/push"`])),
    '',
  ].join('\n');
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '}'];
}
