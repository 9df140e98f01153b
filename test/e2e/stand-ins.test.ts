import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { kubernetes } from '../../e2e/control-plane/kubernetes';
import { USERS } from '../../e2e/control-plane/user';
import { standIns } from '../../e2e/stand-ins/allow-list';
import { chartStandIns } from '../../e2e/stand-ins/charts';
import { type ApplicationSet, expandApplicationSet } from '../../src/argocd';

const STAND_INS = join(__dirname, '../../e2e/stand-ins');

/** What is done in the start of a control plane itself. */
const OTHERS = ['default project', 'redis', 'definitions of cert-manager'];

/** What its components are told, and would not be told in a cluster. */
const FLAGS: Readonly<Record<string, string>> = {
  admission: '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
  endpoints: '--endpoint-reconciler-type=none',
  'node lifecycle': '--controllers=*,-node-lifecycle-controller',
};

const documents = (file: string) => parseAllDocuments(readFileSync(file, 'utf8')).map((each) => each.toJS());

test('everything that is not the real thing is named in one list, and the list names nothing else', () => {
  const stages = readdirSync(join(STAND_INS, 'stages')).map((file) => {
    const name = basename(file, '.yaml');
    const found = documents(join(STAND_INS, 'stages', file)).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(found).toEqual([`Stage ${name}`]);
    return `stage ${name}`;
  });
  const programs = readdirSync(STAND_INS)
    .filter((file) => file.endsWith('.ts') && file !== 'allow-list.ts' && file !== 'charts.ts')
    .map((file) => file.slice(0, -'.ts'.length));
  const charts = chartStandIns.map(({ chart }) => `chart ${chart}`);
  // These come from kwok's own module; a Stage that is not listed is not used.
  const foreign = ['pod-ready', 'pod-complete', 'pod-delete', 'node-initialize'].map((name) => `stage ${name}`);
  const switched = ['rights', ...Object.keys(FLAGS)];
  expect(Object.keys(standIns).sort()).toEqual(
    [...stages, ...programs, ...charts, ...foreign, ...switched, ...OTHERS].sort(),
  );
});

test('what is switched off in the components of a control plane is what the list names, and all are masters', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-flags-'));
  try {
    const { parts } = await kubernetes(folder, 'centre', join(folder, 'stages.yaml'));
    const flags = Object.values(parts)
      .flat()
      .flatMap(({ args }) => args);
    expect(flags.filter((flag) => /disable|=none$|,-/.test(flag)).toSorted()).toEqual(Object.values(FLAGS).sort());
    const users = readFileSync(join(folder, 'centre/tokens.csv'), 'utf8').trim().split('\n');
    expect(users.map((line) => line.split(',')[3])).toEqual(USERS.map(() => '"system:masters"'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('only an Application whose chart is remote is stood in for, and it is the chart of that version', () => {
  const dist = join(__dirname, '../../dist');
  const manifests = readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\/application(?:set)?\.argoproj\.io-[^/]*\.yaml$/.test(file))
    .flatMap((file) => documents(join(dist, file)));
  const applications = manifests.flatMap((manifest) => (manifest.kind === 'Application' ? [manifest] : made(manifest)));
  const remote = applications
    .flatMap(({ spec }) => spec.sources ?? [spec.source])
    .filter(({ chart }) => chart)
    .map(({ repoURL, chart, targetRevision }) => `${repoURL} ${chart} ${targetRevision}`);
  const stoodIn = chartStandIns.map(({ repository, chart, version }) => `${repository} ${chart} ${version}`);
  expect(stoodIn.toSorted()).toEqual([...new Set(remote)].sort());
});

/** What a set makes, on the older of the versions. */
function made(set: ApplicationSet): { readonly spec: ReturnType<typeof documents>[number] }[] {
  const made = expandApplicationSet(set, { argocdNamespace: 'argocd' }, '2.13');
  if (!('map' in made)) throw new Error(JSON.stringify(made));
  return made.map(({ application }) => ({ spec: application.spec }));
}
