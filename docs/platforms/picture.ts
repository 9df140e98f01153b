import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { type ApplicationSet, expandApplicationSet } from '../../src/argocd';
import { groupBy } from '../../src/check/reading';
import {
  type Look,
  type PicturedApplication,
  type PicturedItem,
  type PicturedRoot,
  wavesSvg,
} from '../../src/report/waves-svg';

const DIST = join(__dirname, '../../dist');

/** What is read of an Application, or of a set, which has it in its template. */
interface Delivered {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly source?: DeliveredSource;
    readonly sources?: readonly DeliveredSource[];
    readonly destination: { readonly namespace: string };
    readonly syncPolicy: { readonly automated?: { readonly prune: boolean } };
    readonly strategy?: object;
  };
}

interface DeliveredSource {
  readonly chart?: string;
  readonly targetRevision: string;
}

/** The Applications of a platform and their waves, as the manifests in `dist/` have them. */
export function platformPicture(platform: string): string {
  const folders = readdirSync(join(DIST, platform), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const roots = folders
    .map(({ name }) => ({ name, apps: join(DIST, platform, name, 'apps') }))
    .filter(({ apps }) => existsSync(apps))
    .map(({ name, apps }) => ({ name, delivered: deliveredIn(apps) }));
  return wavesSvg(
    `What Argo CD syncs of ${platform}, root by root and wave by wave`,
    // What no environment owns comes first: the others need it.
    roots
      .sort((a, b) => Number(b.name === 'platform') - Number(a.name === 'platform') || (a.name < b.name ? -1 : 1))
      .map(({ name, delivered }) => pictured(`${platform}-${name}`, delivered)),
  );
}

function deliveredIn(folder: string): Delivered[] {
  const files = readdirSync(folder).sort();
  return files
    .flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')) as Delivered[])
    .filter(({ kind }) => kind === 'Application' || kind === 'ApplicationSet');
}

function pictured(name: string, delivered: readonly Delivered[]): PicturedRoot {
  const waves = groupBy(delivered, ({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-wave'] ?? '0');
  return {
    name,
    waves: [...waves]
      .map(([wave, items]) => ({ wave: Number(wave), items: items.map(item).sort(byLook) }))
      .sort((a, b) => a.wave - b.wave),
  };
}

function item(delivered: Delivered): PicturedItem {
  if (delivered.kind === 'Application') return application(delivered);
  const made = expandApplicationSet(delivered as unknown as ApplicationSet, { argocdNamespace: 'argocd' }, '2.13');
  if (!('map' in made)) throw new Error(`${delivered.metadata.name}: ${JSON.stringify(made)}`);
  const members = made.map((each) => application(each.application as unknown as Delivered));
  const ordered = delivered.spec.strategy !== undefined;
  return {
    name: delivered.metadata.name,
    note: ordered ? 'a set, one after the other' : 'a set',
    look: look(delivered),
    members,
    ordered,
  };
}

function application(delivered: Delivered): PicturedApplication {
  const { source, sources = source ? [source] : [], destination } = delivered.spec;
  const what = sources.map(({ chart, targetRevision }) => (chart ? `${chart} ${targetRevision}` : 'manifests of ours'));
  return {
    name: delivered.metadata.name,
    note: `${what.join(', ')} → ${destination.namespace}`,
    look: look(delivered),
  };
}

function look({ metadata, spec }: Delivered): Look {
  if (metadata.labels?.layer === 'optional') return 'optional';
  return spec.syncPolicy?.automated?.prune === false ? 'kept' : 'managed';
}

const LOOKS: readonly Look[] = ['kept', 'managed', 'optional'];

function byLook(a: PicturedItem, b: PicturedItem): number {
  return LOOKS.indexOf(a.look) - LOOKS.indexOf(b.look) || (a.name < b.name ? -1 : 1);
}
