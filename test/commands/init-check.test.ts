import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readDeclarations } from '../../src/sources/declarations';

const ARGOSY = join(__dirname, '..', '..', 'bin', 'argosy.js');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A Git repository with these files, and the command in a process of its own. */
function repository(files: Readonly<Record<string, string>>) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-init-check-')));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '-q');
  git('remote', 'add', 'origin', 'git@git.example.com:shop/gitops.git');
  const argosy = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [ARGOSY, ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
    return { code: status, stdout, stderr };
  };
  return { argosy, folder, read: (file: string) => readFileSync(join(folder, file), 'utf8') };
}

const application = (name: string, destination: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: gitops
spec:
  project: shop
  source:
    repoURL: https://git.example.com/shop/gitops.git
    targetRevision: main
    path: ${name}
  destination: ${destination}
`;
const WEB = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      containers:
        - name: web
          image: web:1.0.0
          envFrom:
            - secretRef: { name: database }
`;
const SHOP = {
  'apps/web-dev.yaml': application('web-dev', '{ server: https://kubernetes.default.svc, namespace: web-dev }'),
  'apps/web-prod.yaml': application('web-prod', '{ server: "https://192.0.2.1:6443", namespace: web-prod }'),
  'apps/edge.yaml': application('edge', '{ name: "edge: one", namespace: web-prod }'),
  'web-dev/web.yaml': WEB,
  'web-prod/web.yaml': WEB,
  'edge/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n',
};

const PROPOSED = `# What this repository cannot say about itself, as argosy init --check found it. Correct what is wrong, remove what is
# of no use; what is commented out nobody could tell from here.

argocd:
  # version: "3.2" # nothing here says which; argocd version tells
  namespace: gitops # all Applications that name one are in it

kubernetes:
  # version: "1.31" # nothing here says which; kubectl version tells

clusters:
  # - name: "edge: one" # edge goes there
  #   server: https:// # argocd cluster list tells
  - name: "192.0.2.1" # web-prod goes there; its name is a guess
    server: https://192.0.2.1:6443

environments:
  - name: dev # these namespaces are named after it
    namespaces: [web-dev]
  - name: prod # these namespaces are named after it
    namespaces: [web-prod]

external:
  - kind: AppProject # what AppProject shop permits: the repository has no AppProject
    name: shop
  - kind: Secret # whether Secret database is in namespace web-dev: this repository makes no Secret there
    namespace: web-dev
    name: database
  - kind: Secret # whether Secret database is in namespace web-prod: this repository makes no Secret there
    namespace: web-prod
    name: database
  - kind: Namespace # whether namespace web-prod exists: this repository declares no namespaces for that cluster
    name: web-prod
  - kind: Namespace # whether namespace web-dev exists: this repository declares no namespaces for that cluster
    name: web-dev

repositories:
  - https://git.example.com/shop/gitops.git # a remote of Git, and 3 sources name it
`;

test('a repository is proposed what it tells of its surroundings, each line with its reason', () => {
  const { argosy, read } = repository(SHOP);
  expect(argosy('init', '--check')).toEqual({
    code: 0,
    stdout: 'wrote argosy.yaml from 3 Applications; read it, then run argosy check\n',
    stderr: '',
  });
  expect(read('argosy.yaml')).toBe(PROPOSED);
});

test('what is proposed can be read, and answers what was asked', () => {
  const { argosy, read } = repository(SHOP);
  const unknown = () =>
    JSON.parse(argosy('check', '-o', 'json').stdout).unknown.map(({ what }: { what: string }) => what);
  const before = unknown();
  argosy('init', '--check');
  expect(readDeclarations(read('argosy.yaml')).namesClusters).toBe(true);
  expect(unknown().length).toBeLessThan(before.length);
});

test('an argosy.yaml that is there stays as it is', () => {
  const { argosy, read } = repository({ ...SHOP, 'argosy.yaml': '# mine\n' });
  expect(argosy('init', '--check')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'argosy.yaml: is there already; move it away to have another one proposed\n',
  });
  expect(read('argosy.yaml')).toBe('# mine\n');
});
