import { type LabelSelector, labelsMatch } from '../../argocd/label-selector';
import type { Repository } from '../../sources/model';
import { Findings } from '../answers';
import { type Delivery, deliveriesOf, deliveriesTo } from '../delivery';
import { containersOf, selectedBy, workloadsIn } from '../pods';
import { entriesAt, itemsAt, textAt, valueAt } from '../reading';
import type { Rule } from '../rule';
import { unseen } from '../unseen';
import { application, deployment, manifest } from './example';

/** What selects Pods: by which labels, and where they are written. */
function selectorOf({
  manifest: { group, kind, object },
}: Delivery): { selector: LabelSelector; path: string[] } | undefined {
  switch (`${group}/${kind}`) {
    case '/Service': {
      const matchLabels = Object.fromEntries(
        entriesAt(object, 'spec', 'selector').map(([key, value]) => [key, String(value)]),
      );
      return { selector: { matchLabels }, path: ['spec', 'selector'] };
    }
    case 'networking.k8s.io/NetworkPolicy':
      return {
        selector: (valueAt(object, 'spec', 'podSelector') ?? {}) as LabelSelector,
        path: ['spec', 'podSelector'],
      };
    case 'policy/PodDisruptionBudget':
    case 'monitoring.coreos.com/PodMonitor':
      return { selector: (valueAt(object, 'spec', 'selector') ?? {}) as LabelSelector, path: ['spec', 'selector'] };
    default:
      return undefined;
  }
}

function isEmpty({ matchLabels, matchExpressions }: LabelSelector): boolean {
  return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0;
}

function service(selector: string, port = 'http'): string {
  return manifest(
    'v1',
    'Service',
    'name: shop',
    'spec:',
    `  selector: { app: ${selector} }`,
    `  ports: [{ port: 80, targetPort: ${port} }]`,
  );
}

const GOOD = {
  files: {
    'apps/shop.yaml': application('shop'),
    'shop/deployment.yaml': deployment('shop'),
    'shop/service.yaml': service('shop'),
  },
};

const selectsNothing: Rule = {
  code: 'network/selects-nothing',
  severity: 'error',
  holds:
    'the selector of every Service, NetworkPolicy, PodDisruptionBudget and monitor matches something that is delivered',
  why: 'Kubernetes accepts a selector that matches nothing: the Service answers nobody, the policy protects nothing, the monitor is silent.',
  bad: {
    files: { ...GOOD.files, 'shop/service.yaml': service('shopp') },
    found: [{ file: 'shop/service.yaml', line: 5 }],
  },
  good: GOOD,
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      const { kind, name, group } = delivery.manifest;
      if (kind === 'ServiceMonitor' && group === 'monitoring.coreos.com') {
        judgeMonitor(repository, delivery, findings);
        continue;
      }
      const found = selectorOf(delivery);
      if (found === undefined || isEmpty(found.selector)) continue;
      if (group === 'monitoring.coreos.com' && valueAt(delivery.manifest.object, 'spec', 'namespaceSelector')) continue;
      if (selectedBy(repository, delivery, found.selector).length > 0) continue;
      const maker = unseen(repository, delivery);
      if (maker !== undefined) {
        findings.cannotTell({
          what: `whether ${kind} ${name} of namespace ${delivery.namespace} selects any Pod`,
          why: `${maker} may make Pods there`,
        });
        continue;
      }
      findings.add({
        at: delivery.manifest,
        path: found.path,
        message: `${kind} ${name} selects no Pod of namespace ${delivery.namespace}`,
        fix: nearest(repository, delivery),
      });
    }
    return findings.judgement();
  },
};

function nearest(repository: Repository, delivery: Delivery): string {
  const labels = workloadsIn(repository, delivery).map(({ delivery: { manifest }, labels }) => {
    const text = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    return `${manifest.kind} ${manifest.name} (${text.join(', ')})`;
  });
  return labels.length === 0
    ? 'deliver the Pods to this namespace'
    : `select the labels of ${labels.slice(0, 3).join(' or ')}`;
}

function judgeMonitor(repository: Repository, delivery: Delivery, findings: Findings): void {
  const { object, name } = delivery.manifest;
  const selector = (valueAt(object, 'spec', 'selector') ?? {}) as LabelSelector;
  const named = itemsAt(object, 'spec', 'namespaceSelector', 'matchNames').filter((each) => typeof each === 'string');
  if (isEmpty(selector) || valueAt(object, 'spec', 'namespaceSelector', 'any') === true) return;
  const places = (named.length > 0 ? named : [delivery.namespace]).map((namespace) => ({ ...delivery, namespace }));
  const matched = places
    .flatMap(({ cluster, namespace }) => deliveriesTo(repository, cluster, namespace))
    .some(
      ({ manifest: { kind, group, object: each } }) =>
        kind === 'Service' && group === '' && labelsMatch(selector, labelsOf(each)) !== false,
    );
  if (matched) return;
  const maker = places.map((place) => unseen(repository, place)).find((each) => each !== undefined);
  // The monitor itself makes nothing.
  if (maker !== undefined && maker !== `ServiceMonitor ${name}`) {
    findings.cannotTell({ what: `whether ServiceMonitor ${name} selects any Service`, why: `${maker} may make it` });
    return;
  }
  findings.add({
    at: delivery.manifest,
    path: ['spec', 'selector'],
    message: `ServiceMonitor ${name} selects no Service of ${places.map(({ namespace }) => namespace).join(', ')}`,
    fix: 'select labels that the Service itself has; those of its Pods do not count',
  });
}

function labelsOf(object: Delivery['manifest']['object']): Readonly<Record<string, string>> {
  return Object.fromEntries(entriesAt(object, 'metadata', 'labels').map(([key, value]) => [key, String(value)]));
}

const port: Rule = {
  code: 'network/port',
  severity: 'error',
  holds: 'the target ports of Services and the backend ports of Ingresses exist',
  why: 'Traffic to a port that nobody listens on is refused, and nothing in Argo CD shows it.',
  bad: {
    files: { ...GOOD.files, 'shop/service.yaml': service('shop', 'web') },
    found: [{ file: 'shop/service.yaml', line: 6 }],
  },
  good: GOOD,
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      const { kind, group } = delivery.manifest;
      if (kind === 'Service' && group === '') judgeTargets(repository, delivery, findings);
      if (kind === 'Ingress' && group === 'networking.k8s.io') judgeBackends(repository, delivery, findings);
    }
    return findings.judgement();
  },
};

function judgeTargets(repository: Repository, delivery: Delivery, findings: Findings): void {
  const selection = selectorOf(delivery);
  if (selection === undefined || isEmpty(selection.selector)) return;
  const selected = selectedBy(repository, delivery, selection.selector);
  const containers = selected.flatMap(containersOf);
  const offered = containers.flatMap(({ container }) => itemsAt(container, 'ports'));
  const names = offered.flatMap((each) => textAt(each, 'name') ?? []);
  const numbers = offered.map((each) => valueAt(each, 'containerPort'));
  // A number need not be declared: only where every container declares its ports is one that is missing a mistake.
  const allDeclare = containers.every(({ container }) => itemsAt(container, 'ports').length > 0);
  itemsAt(delivery.manifest.object, 'spec', 'ports').forEach((each, index) => {
    const target = valueAt(each, 'targetPort') ?? valueAt(each, 'port');
    const isThere = typeof target === 'string' ? names.includes(target) : !allDeclare || numbers.includes(target);
    if (selected.length === 0 || isThere || /^\d+$/.test(String(target)) !== (typeof target === 'number')) return;
    const { manifest: first } = selected[0]?.delivery ?? delivery;
    findings.add({
      at: delivery.manifest,
      path: ['spec', 'ports', index, valueAt(each, 'targetPort') === undefined ? 'port' : 'targetPort'],
      message: `Service ${delivery.manifest.name} sends to port ${String(target)}, and ${first.kind} ${first.name} has ${[...new Set([...names, ...numbers.map(String)])].join(', ') || 'none'}`,
      fix: 'name a port of the container',
    });
  });
}

function judgeBackends(repository: Repository, delivery: Delivery, findings: Findings): void {
  const { object, name } = delivery.manifest;
  for (const { backend, path } of backendsOf(object)) {
    const target = textAt(backend, 'service', 'name');
    const service = deliveriesTo(repository, delivery.cluster, delivery.namespace).find(
      ({ manifest: each }) => each.kind === 'Service' && each.group === '' && each.name === target,
    );
    if (service === undefined) continue;
    const ports = itemsAt(service.manifest.object, 'spec', 'ports');
    const named = textAt(backend, 'service', 'port', 'name');
    const number = valueAt(backend, 'service', 'port', 'number');
    const isThere = ports.some((each) =>
      named === undefined ? number === undefined || valueAt(each, 'port') === number : textAt(each, 'name') === named,
    );
    if (isThere) continue;
    const has = ports.map((each) =>
      [textAt(each, 'name'), valueAt(each, 'port')].filter((part) => part !== undefined).join(' '),
    );
    findings.add({
      at: delivery.manifest,
      path: [...path, 'service', 'port', named === undefined ? 'number' : 'name'],
      message: `Ingress ${name} sends to port ${named ?? String(number)} of Service ${target}, which has ${has.join(', ') || 'none'}`,
      fix: 'name a port of the Service',
    });
  }
}

/** The backends of an Ingress, with where they stand. */
export function backendsOf(
  object: Delivery['manifest']['object'],
): readonly { readonly backend: unknown; readonly path: readonly (string | number)[] }[] {
  const paths = itemsAt(object, 'spec', 'rules').flatMap((rule, index) =>
    itemsAt(rule, 'http', 'paths').map((each, place) => ({
      backend: valueAt(each, 'backend'),
      path: ['spec', 'rules', index, 'http', 'paths', place, 'backend'],
    })),
  );
  const fallback = valueAt(object, 'spec', 'defaultBackend');
  return fallback === undefined ? paths : [...paths, { backend: fallback, path: ['spec', 'defaultBackend'] }];
}

export const networkRules: readonly Rule[] = [selectsNothing, port];
