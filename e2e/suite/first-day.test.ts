import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { application } from '../cluster/application';
import { until } from '../cluster/until';
import { applicationNames, manifestsBelow } from './dist';
import { type Ground, ground } from './ground';
import { Line } from './line';
import { writeShop } from './shop';
import { story } from './story';
import { UserRepository } from './user-repository';

let here: Ground;
let line: Line;
let shop: UserRepository;

beforeAll(async () => {
  here = await ground();
  line = await Line.to(here.env.KUBECONFIG ?? '');
  shop = new UserRepository(here.repository('shop'), { ...here.env, KUBECONFIG: line.kubeconfig });
  writeShop(shop.git);
  await shop.done(['synth']);
  shop.git.commit('The first day');
});
afterAll(async () => {
  line?.end();
  await here?.end();
});

const it = story();

it('bootstrap refuses to change a cluster without a yes', async () => {
  const { code, stderr } = await shop.argosy(['bootstrap']);
  expect(code).toBe(2);
  expect(stderr).toContain('2.  apply dist/shop/root.yaml: shop-dev, shop-prod\n');
  expect(stderr).toContain(
    'argosy: it asks before it changes a cluster, and there is no terminal to ask on; read what it would do above, and give --yes\n',
  );
  expect(await application(here.cluster, 'shop-dev')).toBeUndefined();
});

it('bootstrap that is killed, whenever that is, goes on with the next run, which waits while the API server is away', async () => {
  for (const seconds of MOMENTS) {
    const killed = shop.start(['bootstrap', '--yes']);
    await pause(seconds * 1_000);
    killed.kill('SIGKILL');
    await once(killed, 'close');
  }
  const run = shop.start(['bootstrap', '--yes', '--timeout', '3m']);
  const said = { stdout: '', stderr: '' };
  run.stdout?.on('data', (text) => (said.stdout += text));
  run.stderr?.on('data', (text) => (said.stderr += text));
  const ended = once(run, 'close');
  await until(
    'root.yaml to be applied',
    60,
    async () => said.stderr.includes('shop-prod serverside-applied') || undefined,
  );
  line.cut();
  await pause(20_000);
  line.mend();
  const [code] = await ended;
  expect({ code, ...said, MOMENTS }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('12 Applications, all Synced and Healthy'),
    stderr: expect.stringContaining('\nwaiting for the API server: '),
  });
  const names = applicationNames(manifestsBelow(join(shop.git.folder, 'dist')), here.argocd);
  expect(names.filter((name) => !said.stdout.includes(` ${name} `))).toEqual([]);
});

/** When a run is killed: at the beginning, while it looks around, while it applies, while it waits. Seconds. */
const MOMENTS = [1, 3, 5].map((latest) => Math.random() * latest);

it('status shows each environment wave by wave', async () => {
  const { code, stdout } = await shop.argosy(['status', '--platform', 'shop', '--env', 'dev', '-o', 'json']);
  const [{ environments }] = JSON.parse(stdout).platforms;
  const rows = environments[0].applications.map(({ wave, name, settled }: Row) => `${wave} ${name} ${settled}`);
  expect({ code, rows }).toEqual({
    code: 0,
    rows: [
      'root shop-dev true',
      '0 dev-namespaces true',
      '1 reports-storage-dev true',
      '1 web-dev true',
      '2 api-dev true',
      '2 reports-dev true',
    ],
  });
});

interface Row {
  readonly wave: string;
  readonly name: string;
  readonly settled: boolean;
}

it('a broken commit is told by status, and bootstrap finishes when it is repaired', async () => {
  const file = 'dist/shop/dev/api/deployment.apps-api.yaml';
  const text = readFileSync(join(shop.git.folder, file), 'utf8');
  shop.git.write(file, text.replace('replicas: 1', 'replicas: -1'));
  shop.git.commit('A number of replicas that cannot be');
  await here.cluster.patch(
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', namespace: 'argocd', name: 'api-dev' },
    { metadata: { annotations: { 'argocd.argoproj.io/refresh': 'normal' } } },
  );
  await until('the sync to fail', 60, async () => {
    const { code, stdout } = await shop.argosy(['status', '--platform', 'shop']);
    return code === 1 && /api-dev .*spec\.replicas/.test(stdout) ? true : undefined;
  });
  shop.git.write(file, text);
  shop.git.commit('Repair it');
  await shop.done(['bootstrap', '--yes', '--timeout', '2m']);
});
