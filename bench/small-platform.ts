import { ApiObject, Chart } from 'cdk8s';
import { App, Application, Environment, Platform, Repository, Source } from 'cdk8s-argosy';

/** Three objects in one Application: what a cold start costs apart from the work. */
const app = new App();
const platform = new Platform(app, 'shop', {
  repository: Repository.git('https://git.example.com/shop/gitops', 'main'),
});
const dev = new Environment(platform, 'dev');
const content = new Chart(dev, 'web-content');
for (const name of ['a', 'b', 'c']) {
  new ApiObject(content, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { key: name } });
}
new Application(dev, 'web', { source: Source.content(content), namespace: dev.namespaceFor('web') });
app.synth();
