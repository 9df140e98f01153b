import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { application } from '../cluster/application';
import { until } from '../cluster/until';
import { applicationNames, manifestsBelow } from './dist';
import { type Ground, ground } from './ground';
import { type Ended, UserRepository } from './platform-repository';
import { writeShop } from './shop';
import { story } from './story';

let here: Ground;
let shop: UserRepository;

beforeAll(async () => {
  here = await ground();
  shop = new UserRepository(here.repository('shop'), here.env);
  writeShop(shop.git);
  await done('synth');
  shop.git.commit('The first day');
});
afterAll(() => here?.end());

const it = story();

/** Runs a command that has to succeed; what it said is the reason where it does not. */
async function done(...args: readonly string[]): Promise<Ended> {
  const ended = await shop.argosy(args);
  if (ended.code !== 0)
    throw new Error(`argosy ${args.join(' ')} ended with ${ended.code}:\n${ended.stderr}${ended.stdout}`);
  return ended;
}

const CLAIM = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'reports-dev', name: 'reports-data-dev' };
const uidOfClaim = async () => (await here.cluster.get(CLAIM))?.metadata.uid;
let claim: string | undefined;

it('bootstrap refuses to change a cluster without a yes', async () => {
  const { code, stderr } = await shop.argosy(['bootstrap']);
  expect(code).toBe(2);
  expect(stderr).toContain('2.  apply dist/shop/root.yaml: shop-dev, shop-prod\n');
  expect(stderr).toContain(
    'argosy: it asks before it changes a cluster, and there is no terminal to ask on; read what it would do above, and give --yes\n',
  );
  expect(await application(here.cluster, 'shop-dev')).toBeUndefined();
});

it('bootstrap that is killed goes on with the next run', async () => {
  const first = shop.start(['bootstrap', '--yes']);
  await until('the first wave', 120, async () => {
    return (await application(here.cluster, 'dev-namespaces')) ? true : undefined;
  });
  first.kill('SIGKILL');
  await once(first, 'close');
  const second = await done('bootstrap', '--yes', '--timeout', '3m');
  expect(second.stdout).toContain('12 Applications, all Synced and Healthy');
  const names = applicationNames(manifestsBelow(join(shop.git.folder, 'dist')), here.argocd);
  expect(names.filter((name) => !second.stdout.includes(` ${name} `))).toEqual([]);
});

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
  await done('bootstrap', '--yes', '--timeout', '2m');
});

it('optional goes and comes, and its claim stays the same', async () => {
  claim = await uidOfClaim();
  expect(claim).toBeDefined();
  await switched('off');
  expect(await application(here.cluster, 'reports-dev')).toBeUndefined();
  expect(await application(here.cluster, 'reports-prod')).toBeDefined();
  expect(await here.cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: 'reports-dev' })).toBeDefined();
  expect(await uidOfClaim()).toBe(claim);
  await switched('on');
  expect(await application(here.cluster, 'reports-dev')).toBeDefined();
  expect(await uidOfClaim()).toBe(claim);
});

async function switched(position: 'on' | 'off'): Promise<void> {
  const turned = await done('toggle', 'optional', position, '--env', 'dev');
  expect(turned.stdout).toContain(`optional of dev: turned ${position} in envs/shop/settings.ts:7\n`);
  shop.git.commit(`Switch optional of dev ${position}`);
  await done('toggle', 'optional', position, '--env', 'dev', '--apply', '--timeout', '2m');
}

it('the core is proved by itself, the evidence is kept, and everything is back', async () => {
  const { stdout } = await done('prove', 'core', '--yes', '--env', 'dev', '--timeout', '2m');
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
