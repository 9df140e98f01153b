import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Platform, Repository } from 'cdk8s-argosy';
import { environment } from '../../envs/mlops/environment';
import { mlops } from '../../envs/mlops/platform';
import { dev, type Settings } from '../../envs/mlops/settings';
import { compareOutput } from '../../src/synth/output';
import { synthesize } from '../../src/synth/synthesize';
import { made, ROOT } from './made';

test('dist/ is what the environments make, byte for byte', () => {
  const app = new App({ sealed: join(ROOT, 'sealed') });
  mlops(app);
  const { files } = synthesize(app, 'dist');
  expect(compareOutput(join(ROOT, 'dist'), files)).toMatchObject({ created: [], changed: [], removed: [] });
});

test('another repository changes nothing but the repository', () => {
  const elsewhere = 'file:///srv/git/mlops.git';
  const own = 'https://github.com/keonhoban/mlops-infra-gitops';
  const changed = made((app) => mlops(app, Repository.git(elsewhere, 'main')));
  const original = made(mlops);
  expect([...changed.keys()]).toEqual([...original.keys()]);
  // The least-privilege list is sorted, so a renamed repository may move within it.
  const lines = (text: string | undefined) => (text ?? '').split('\n').sort();
  for (const [path, content] of changed) {
    expect(lines(content.replaceAll(elsewhere, own))).toEqual(lines(original.get(path)));
  }
});

test('dev and prod differ only in what the settings say', () => {
  const differences = new Set<string>();
  const files = made(mlops);
  // Lists are sorted by names that hold the environment's, so that their order differs too.
  const parts = (text: string) => text.split(/\n|, /).map((part) => part.trim());
  for (const [path, content] of files) {
    if (!path.startsWith('mlops/dev/') || path.includes('/sealedsecret.')) continue;
    const asProd = parts(content.replaceAll('dev', 'prod'));
    const twin = parts(files.get(path.replaceAll('dev', 'prod')) ?? '');
    for (const part of asProd) if (!twin.includes(part)) differences.add(`dev: ${part}`);
    for (const part of twin) if (!asProd.includes(part)) differences.add(`prod: ${part}`);
  }
  expect([...differences].sort()).toMatchSnapshot();
});

test('delivered as a set, the core brings the flag of the controller that puts its steps into effect', () => {
  const files = made((app) => only(app, { ...dev, delivery: 'applicationset' }));
  expect(files.get('mlops/bootstrap/configmap-argocd-cmd-params-cm.yaml')).toContain(
    'applicationsetcontroller.enable.progressive.syncs: "true"',
  );
});

test('delivered as Applications, the core has waves and needs no flag of the controller', () => {
  const files = made((app) => only(app, { ...dev, delivery: 'applications' }));
  expect(files.get('mlops/dev/apps/application.argoproj.io-mlflow-dev.yaml')).toMatchSnapshot();
  expect([...files.keys()].filter((path) => path.includes('cmd-params'))).toEqual([]);
});

test('both deliveries pull the same content', () => {
  const content = (settings: Settings) =>
    [...made((app) => only(app, settings))].filter(([path]) => !/\/apps\/|bootstrap|root/.test(path));
  expect(content({ ...dev, delivery: 'applications' })).toEqual(content({ ...dev, delivery: 'applicationset' }));
});

test('every image of the platform names its version', () => {
  const images = [...made(mlops).values()].flatMap((content) =>
    [...content.matchAll(/image: (.*)/g)].map(([, image]) => image),
  );
  expect([...new Set(images)].sort()).toEqual([
    'hoizz/fastapi-custom:v1.3.4',
    'hoizz/fastapi-custom:v1.3.7',
    'hoizz/feast-server:0.40.1-s3fs',
    'hoizz/mlflow-custom:v1.3.0',
    'nvcr.io/nvidia/tritonserver:24.08-py3',
    'redis:7.2-alpine',
  ]);
});

test('the sealed placeholders carry no plaintext', () => {
  for (const [path, content] of made(mlops)) {
    expect(`${path}: ${/placeholder|stringData/.test(content)}`).toBe(`${path}: false`);
  }
  expect(readFileSync(join(ROOT, 'sealed/in-cluster/pin.yaml'), 'utf8')).toContain('purpose: demonstration');
});

function only(app: App, settings: Settings): void {
  const repository = Repository.git('https://git.example.com/mlops', 'main');
  environment(new Platform(app, 'mlops', { repository }), 'dev', settings);
}
