import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { application, refresh, settled } from '../cluster/application';
import { until } from '../cluster/until';
import { type Ground, ground } from './ground';
import { writeShop } from './shop';
import { story } from './story';
import { UserRepository } from './user-repository';

let here: Ground;
let shop: UserRepository;

beforeAll(async () => {
  here = await ground();
  shop = new UserRepository(here.repository('shop'), here.env);
  writeShop(shop.git);
  await shop.done(['synth']);
  shop.git.commit('The first day');
  await shop.done(['bootstrap', '--yes', '--timeout', '3m']);
});
afterAll(() => here?.end());

const it = story();

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
  await until('one Pod of reports', 60, async () => (await pods()) === 1 || undefined);
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

it('the core is proved by itself, the evidence is kept, and everything is back', async () => {
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
