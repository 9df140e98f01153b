import { join } from 'node:path';
import { check } from '../../src/check/check';
import { pathText } from '../../src/check/finding';
import { RULES } from '../../src/check/rules';
import type { Renderer } from '../../src/sources/renderer';
import { readRepository } from '../../src/sources/repository';

const ROOT = join(__dirname, '..', '..');

/** What dist/ alone does not say, and why nobody declares it. */
const NOT_KNOWN = {
  'what chart airflow 1.18.0 renders': 'Argo CD fetches it',
  'what chart alloy 1.5.3 renders': 'Argo CD fetches it',
  'what chart cert-manager v1.16.2 renders': 'Argo CD fetches it',
  'what chart ingress-nginx 4.12.1 renders': 'Argo CD fetches it',
  'what chart kube-prometheus-stack 65.5.0 renders': 'Argo CD fetches it',
  'what chart loki 6.52.0 renders': 'Argo CD fetches it',
  'what chart metallb 0.14.9 renders': 'Argo CD fetches it',
  'what chart minio 17.0.21 renders': 'Argo CD fetches it',
  'what chart prometheus-operator-crds 15.0.0 renders': 'Argo CD fetches it',
  'what chart sealed-secrets 2.16.2 renders': 'Argo CD fetches it',
  // The chart of ingress-nginx makes it.
  'whether IngressClass nginx exists': 'nothing here delivers it',
  // Argo CD's own.
  'whether Service argocd-server of namespace argocd exists': 'Application argocd-ingress-platform may make it',
  // The chart makes it for the metrics of the controller.
  'whether ServiceMonitor sealed-secrets-sm selects any Service':
    'what chart sealed-secrets 2.16.2 renders may make it',
  ...ofAirflow('dev'),
  ...ofAirflow('prod'),
};

/** What the chart of Airflow makes, and what of ours meets it. */
function ofAirflow(env: string): Readonly<Record<string, string>> {
  const namespace = `airflow-${env}`;
  return {
    [`whether Service ${namespace}-api-server of namespace ${namespace} exists`]:
      'what chart airflow 1.18.0 renders may make it',
    [`whether NetworkPolicy ${namespace}-ingress of namespace ${namespace} selects any Pod`]:
      'what chart airflow 1.18.0 renders may make Pods there',
  };
}

/** Whichever tools this machine has. */
const NO_CHARTS: Renderer = {
  render: async ({ source: { chart, targetRevision } }) => ({
    notKnown: { what: `what chart ${chart} ${targetRevision} renders`, why: 'Argo CD fetches it' },
  }),
};

test('the rules find nothing in dist/, and what they cannot tell is a list with reasons', async () => {
  const repository = await readRepository({ folder: join(ROOT, 'dist') }, { renderer: NO_CHARTS });
  const { findings, notKnown } = check({ repository, now: new Date() }, RULES);
  expect(findings.map(({ code, where, message }) => [code, where.file, pathText(where.path ?? []), message])).toEqual(
    [],
  );
  expect(Object.fromEntries(notKnown.map(({ what, why }) => [what, why]))).toEqual(NOT_KNOWN);
});
