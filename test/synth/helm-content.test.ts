import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Chart, Helm } from 'cdk8s';
import { App, Application, Environment, Platform, Repository, Source } from 'cdk8s-argosy';
import { synthesize } from '../../src/synth/synthesize';

const hasHelm = spawnSync('helm', ['version']).status === 0;
const withHelm = hasHelm ? test : test.skip;
if (!hasHelm) process.stderr.write('helm is not on the PATH: what a rendered chart becomes is not tested\n');

withHelm('a Helm chart that cdk8s renders is content like any other', () => {
  const app = new App();
  const platform = new Platform(app, 'shop', { repository: Repository.git('https://git.example.com/shop', 'main') });
  const dev = new Environment(platform, 'dev');
  const namespace = dev.namespaceFor('greeter');
  const content = new Chart(dev, 'greeter-content');
  new Helm(content, 'chart', {
    chart: join(__dirname, '..', 'fixtures', 'charts', 'greeter'),
    releaseName: 'greeter',
    namespace: namespace.name,
    values: { greeting: 'yes' },
  });
  new Application(dev, 'greeter', { source: Source.content(content), namespace });

  const files = synthesize(app, 'dist').files.filter(({ path }) => path.startsWith('shop/dev/greeter/'));

  expect(files.map(({ path, content }) => ({ path, content }))).toEqual([
    {
      path: 'shop/dev/greeter/configmap-greeter.yaml',
      content: `apiVersion: v1
kind: ConfigMap
metadata:
  name: greeter
  namespace: greeter-dev
data:
  greeting: "yes"
`,
    },
    {
      path: 'shop/dev/greeter/service-greeter.yaml',
      content: `apiVersion: v1
kind: Service
metadata:
  name: greeter
  namespace: greeter-dev
spec:
  selector:
    app: greeter
  ports:
    - port: 80
`,
    },
  ]);
});
