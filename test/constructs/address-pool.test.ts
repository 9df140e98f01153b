import { Chart } from 'cdk8s';
import { AddressPool } from 'cdk8s-argosy';
import { dev, findings, inChart } from './builders';

test('a pool is announced, by a name of its own or by that of the pool', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  const namespace = env.namespaceFor('metallb', { name: 'metallb-system' });
  new AddressPool(chart, 'lan', { namespace, addresses: ['192.0.2.10-192.0.2.20'] });
  new AddressPool(chart, 'lab', { namespace, name: 'rack', addresses: ['192.0.2.32/28'], advertisement: 'lab' });
  const made = inChart(chart).map(({ kind, metadata, spec }) => ({ kind, metadata, spec }));
  expect(made).toEqual([
    {
      kind: 'IPAddressPool',
      metadata: { name: 'lan', namespace: 'metallb-system' },
      spec: { addresses: ['192.0.2.10-192.0.2.20'] },
    },
    {
      kind: 'L2Advertisement',
      metadata: { name: 'lan', namespace: 'metallb-system' },
      spec: { ipAddressPools: ['lan'] },
    },
    {
      kind: 'IPAddressPool',
      metadata: { name: 'rack', namespace: 'metallb-system' },
      spec: { addresses: ['192.0.2.32/28'] },
    },
    {
      kind: 'L2Advertisement',
      metadata: { name: 'lab', namespace: 'metallb-system' },
      spec: { ipAddressPools: ['rack'] },
    },
  ]);
  expect(findings(env)).toEqual([]);
});
