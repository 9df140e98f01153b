import { parameter } from '../../constructs/template';
import { renderGoTemplate } from '../../src/argocd/go-template/render';

interface Cluster {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly nodes: readonly { readonly zones: readonly string[]; readonly 'host-name': string }[];
}

const cluster = parameter<Cluster>();
const TEXTS = [
  `${cluster.name}`,
  `${cluster.labels.region}`,
  `${cluster.labels['example.com/team']}`,
  `${cluster.nodes[0]?.zones[1]}`,
  `${cluster.nodes[0]?.['host-name']}`,
];

test('what a parameter writes, Argo CD reads', () => {
  const params = {
    name: 'edge',
    labels: { region: 'eu', 'example.com/team': 'ml' },
    nodes: [{ zones: ['a', 'b'], 'host-name': 'one' }],
  };
  expect(TEXTS.map((text) => rendered(text, params))).toEqual(
    ['edge', 'eu', 'ml', 'b', 'one'].map((text) => ({ text })),
  );
});

test.each(TEXTS)('%s fails where the parameter is missing', (text) => {
  expect(rendered(text, { labels: {}, nodes: [{ zones: ['a'] }] })).toMatchObject({ fault: 'execution' });
});

test('a name is said by what fails', () => {
  expect(rendered(`${cluster.labels['example.com/team']}`, { labels: {} })).toMatchObject({
    message: expect.stringContaining('no example.com/team'),
  });
});

function rendered(text: string, params: Parameters<typeof renderGoTemplate>[1]): ReturnType<typeof renderGoTemplate> {
  return renderGoTemplate(text, params, { options: ['missingkey=error'] });
}
