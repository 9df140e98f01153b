import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { applications, condition, refresh, settled } from '../cluster/application';
import type { LiveObject } from '../cluster/cluster';
import { until } from '../cluster/until';
import { applicationNames, manifestsBelow, textsBelow, type Written } from './dist';
import { type Ground, ground } from './ground';
import { PlatformRepository } from './platform-repository';
import { story } from './story';

const COMMITTED = join(__dirname, '../../dist');
const COMMITTED_URL = 'https://github.com/keonhoban/mlops-infra-gitops';

let here: Ground;
let platform: PlatformRepository;
const sealed = new Map<string, string>();

beforeAll(async () => {
  here = await ground();
  platform = new PlatformRepository(here.repository('mlops'));
});
afterAll(() => here?.end());

const it = story();
const dist = () => join(platform.git.folder, 'dist');

it('the certificate is fetched from the controller and pinned', async () => {
  const { code, stderr } = await platform.argosy(['cert', 'fetch', '--pin', ...here.certificate]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

it('synth names the command that seals each missing value, and all of them together are enough', async () => {
  const missing = await platform.argosy(['synth']);
  expect(missing.code).toBe(1);
  const commands = [...missing.stderr.matchAll(/seal it: argosy (secret seal (\S+) (\S+))$/gm)];
  expect(commands).toHaveLength(20);
  for (const [, command = '', secret = '', key = ''] of commands) {
    const value = randomBytes(12).toString('base64url');
    sealed.set(`${secret} ${key}`, value);
    expect(await platform.argosy(command.split(' '), value)).toMatchObject({ code: 0 });
  }
  expect(await platform.argosy(['synth'])).toMatchObject({ code: 0 });
});

it('what is made differs from the committed dist/ in the repository and in what was sealed, and in nothing else', () => {
  const { url, branch } = platform.git;
  const readable = (folder: string, from: string) =>
    [...textsBelow(folder)]
      .filter(([file]) => file !== '.argosy-index')
      .map(([file, text]) => {
        const same = text
          .replaceAll(from, 'REPOSITORY')
          .replaceAll(`targetRevision: ${branch}\n`, 'targetRevision: main\n');
        if (file.includes('/sealedsecret.')) return `${file}\n${withoutCiphertext(same)}`;
        // The least privilege is listed in the order of the URLs.
        return `${file}\n${file.includes('/appproject.') ? same.split('\n').sort().join('\n') : same}`;
      });
  expect(readable(dist(), url)).toEqual(readable(COMMITTED, COMMITTED_URL));
});

/** Without encrypted values, and what was noted when they were sealed. */
function withoutCiphertext(text: string): string {
  return text
    .replace(/^ {4}(\S+): Ag\S+$/gm, '    $1: SEALED')
    .replace(/^ {4}sealed\.argosy\.io\/.*\n(?: {6}.*\n)*/gm, '');
}

it('bootstrap/ and root.yaml bring every Application up, Synced and Healthy', async () => {
  platform.git.commit('The first day');
  here.kubectl('apply', '--server-side', '--force-conflicts', '-f', join(dist(), 'mlops/bootstrap'));
  here.kubectl('apply', '-f', join(dist(), 'mlops/root.yaml'));
  const names = applicationNames(manifestsBelow(dist()), here.argocd);
  expect(names).toHaveLength(15);
  await settled(here.cluster, names, { seconds: 200 });
});

it('every SealedSecret is unsealed to the value that was given', async () => {
  const secrets = manifestsBelow(dist()).filter(({ kind }) => kind === 'SealedSecret');
  for (const { metadata } of secrets) {
    const { name, namespace = '' } = metadata;
    const secret = await until(`Secret ${namespace}/${name}`, 60, () => {
      return here.cluster.get<SecretObject>({ apiVersion: 'v1', kind: 'Secret', name, namespace });
    });
    const values = Object.entries(secret.data).map(([key, value]) => [`${namespace}/${name} ${key}`, value] as const);
    for (const [of, value] of values) expect(Buffer.from(value, 'base64').toString()).toBe(sealed.get(of));
    sealedKeys(metadata, values.length);
  }
  expect(secrets).toHaveLength(10);
});

interface SecretObject extends LiveObject {
  readonly data: Readonly<Record<string, string>>;
}

function sealedKeys({ name, namespace }: Written['metadata'], count: number): void {
  expect([...sealed.keys()].filter((of) => of.startsWith(`${namespace}/${name} `))).toHaveLength(count);
}

it('no orphan is warned of, and without its ignore entry the Secret of a Certificate is', async () => {
  const all = await applications(here.cluster);
  const warned = all.filter(({ status }) => status?.conditions?.some(({ type }) => type === 'OrphanedResourceWarning'));
  expect(warned.map(({ metadata }) => metadata.name)).toEqual([]);

  const project = 'dist/mlops/dev/apps/appproject.argoproj.io-dev.yaml';
  const text = textsBelow(dist()).get('mlops/dev/apps/appproject.argoproj.io-dev.yaml') ?? '';
  const entry = '      - kind: Secret\n        name: mlflow-dev-tls\n';
  expect(text).toContain(entry);
  platform.git.write(project, text.replace(entry, ''));
  const revision = platform.git.commit('Stop ignoring the Secret of a Certificate');
  await refresh(here.cluster, 'mlops-dev');
  await settled(here.cluster, ['mlops-dev'], { revision });
  await refresh(here.cluster, 'mlflow-dev');
  expect(await condition(here.cluster, 'mlflow-dev', 'OrphanedResourceWarning')).toMatchObject({
    message: 'Application has 1 orphaned resources',
  });
});
