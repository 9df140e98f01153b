import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { application, refresh, settled } from '../cluster/application';
import { until } from '../cluster/until';
import { applicationNames, manifestsBelow } from './dist';
import { type Ground, ground } from './ground';
import { Line } from './line';
import { ourOwn } from './needs';
import { writeShop } from './shop';
import { story } from './story';
import { UserRepository } from './user-repository';

/*
 * A small platform in the hands of its users: its first day, and what they switch off and on afterwards.
 */
let here: Ground;
let line: Line;
let shop: UserRepository;

beforeAll(async () => {
  here = await ground();
  line = await Line.to(here);
  shop = new UserRepository(here.repository('shop'), { ...here.env, KUBECONFIG: line.kubeconfig });
  writeShop(shop.git, here.startsAnything);
  await shop.done(['synth']);
  await here.claim(manifestsBelow(join(shop.git.folder, 'dist')));
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
  shop.git.write(file, text.replace(/replicas: \d/, 'replicas: -1'));
  shop.git.commit('A number of replicas that cannot be');
  await refresh(here.cluster, 'api-dev');
  await until('the sync to fail', 60, async () => {
    const { code, stdout } = await shop.argosy(['status', '--platform', 'shop']);
    return code === 1 && /api-dev .*spec\.replicas/.test(stdout) ? true : undefined;
  });
  shop.git.write(file, text);
  shop.git.commit('Repair it');
  await shop.done(['bootstrap', '--yes', '--timeout', '2m']);
});

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'reports-dev', name: 'reports-data-dev' };
const uidOfClaim = async () => (await here.cluster.get(CLAIM))?.metadata.uid;
let claim: string | undefined;

it('optional goes and comes again and again, nothing of it is left over, and its claim stays the same', async () => {
  claim = await uidOfClaim();
  expect(claim).toBeDefined();
  const pods = async () => (await here.cluster.list('v1', 'Pod', 'reports-dev')).length;
  for (let times = 0; times < TIMES; times += 1) {
    await (times === 0 ? switched('off') : followed(shop.git.revert(), false));
    expect(await application(here.cluster, 'reports-dev')).toBeUndefined();
    expect(await here.cluster.get(REPORTS)).toBeUndefined();
    expect(await application(here.cluster, 'reports-prod')).toBeDefined();
    expect(await here.cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: 'reports-dev' })).toBeDefined();
    expect(await uidOfClaim()).toBe(claim);
    await (times === 0 ? switched('on') : followed(shop.git.revert(), true));
    expect(await here.cluster.get(REPORTS)).toBeDefined();
    expect(await uidOfClaim()).toBe(claim);
  }
  const wanted = here.startsAnything ? 1 : 0;
  await until(`${wanted} Pod of reports`, 60, async () => (await pods()) === wanted || undefined);
});

/** Each change of direction waits for three waves, two seconds each: ten times are minutes. */
const TIMES = (globalThis as { ARGOSY_E2E_ONCE?: boolean }).ARGOSY_E2E_ONCE ? 3 : 10;

const REPORTS = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'reports-dev', name: 'reports' };

async function switched(position: 'on' | 'off'): Promise<void> {
  const turned = await shop.done(['toggle', 'optional', position, '--env', 'dev']);
  expect(turned.stdout).toContain(`optional of dev: turned ${position} in envs/shop/settings.ts:7\n`);
  shop.git.commit(`Switch optional of dev ${position}`);
  await shop.done(['toggle', 'optional', position, '--env', 'dev', '--apply', '--timeout', '2m']);
}

/** What `toggle` has committed is switched back and forth by reverts, until reports are there or gone. */
async function followed(revision: string, wanted: boolean): Promise<void> {
  await refresh(here.cluster, 'shop-dev');
  await settled(here.cluster, ['shop-dev', ...(wanted ? ['reports-dev'] : [])], { revision });
  await until(`reports-dev to be ${wanted ? 'there' : 'gone'}`, 60, async () => {
    return Boolean(await application(here.cluster, 'reports-dev')) === wanted || undefined;
  });
}

/** A proof asks the Pods of the core whether they are ready. */
const proved = it.needing(ourOwn('Pods that are ready without an image'));

proved('the core is proved by itself, the evidence is kept, and everything is back', async () => {
  const { stdout } = await shop.done(['prove', 'core', '--yes', '--env', 'dev', '--timeout', '2m']);
  expect(stdout).toContain(', 0 broken, ');
  const [folder = ''] = readdirSync(join(shop.git.folder, 'docs/proof'));
  const texts = (file: string) => readFileSync(join(shop.git.folder, 'docs/proof', folder, file), 'utf8');
  expect(texts('applications-before.txt')).toContain('reports-dev');
  expect(texts('applications-core-only.txt')).not.toContain(' reports-dev ');
  expect(texts('applications-after.txt')).toContain('reports-dev');
  expect(texts('core-meanwhile.txt')).toMatch(/^Healthy at each of \d+ looks\n$/);
  expect(texts('README.md')).toContain('optional was switched off meanwhile, and is back: reports-dev.');
  expect(await uidOfClaim()).toBe(claim);
});

it('a proof that is interrupted puts everything back', async () => {
  const proof = shop.start(['prove', 'core', '--yes', '--env', 'dev', '--timeout', '2m']);
  await until('optional to go', 60, async () => {
    const found = await application(here.cluster, 'reports-dev');
    return !found || found.metadata.deletionTimestamp ? true : undefined;
  });
  proof.kill('SIGINT');
  const [code] = await once(proof, 'close');
  expect(code).toBe(130);
  const root = await application(here.cluster, 'shop-dev');
  expect(root?.spec).toMatchObject({ syncPolicy: { automated: { prune: true, selfHeal: true } } });
  await until('optional to be back', 60, async () => {
    return (await shop.argosy(['status', '--platform', 'shop'])).code === 0 ? true : undefined;
  });
});
