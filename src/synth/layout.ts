import { type Chart, Names } from 'cdk8s';
import { isClusterScoped } from '../../constructs/cluster-scope';
import { effectivePlacement } from '../../constructs/placement';
import { nearestEnvironment, nearestPlatform } from '../../constructs/scope';
import type { Finding } from '../finding';
import { fileName } from './file-name';
import { groupOf, type Manifest } from './manifest';
import { pathFault } from './output-path';
import type { RenderedChart } from './render';

/** A file of the output, and the manifests it holds. */
export interface ManifestFile {
  /** Posix, relative to the output folder. */
  readonly path: string;
  readonly manifests: readonly Manifest[];
  /** The construct path of the Argo CD that pulls it; undefined for what lies outside of any platform. */
  readonly instance: string | undefined;
}

/**
 * Which file each manifest goes to. Two manifests that would share a file or an identity are findings, and so is a
 * chart whose folder is none of the output's.
 */
export function layout(
  charts: readonly RenderedChart[],
  contentRoot: string,
): {
  readonly files: readonly ManifestFile[];
  readonly findings: readonly Finding[];
} {
  const files = new Map<string, ManifestFile>();
  const findings: Finding[] = [];
  const plainFiles = plainChartFiles(charts);
  for (const chart of charts) {
    const fault = misplacement(chart) ?? undelivered(chart);
    if (fault) findings.push(fault);
    else chartFiles(chart);
  }
  findings.push(...ownedTwice(charts, contentRoot));
  return { files: [...files.values()], findings };

  function chartFiles(chart: RenderedChart): void {
    for (const file of filesOf(chart, plainFiles)) {
      const taken = files.get(file.path);
      if (taken) findings.push(collision(`${contentRoot}/${file.path}`, taken, file));
      else files.set(file.path, file);
      findings.push(...duplicates(`${contentRoot}/${file.path}`, file));
    }
  }
}

/** Names of platforms, environments and Applications become folders, and must not lead out of the output. */
function misplacement({ chart }: RenderedChart): Finding | undefined {
  const placement = effectivePlacement(chart);
  if (!placement) return undefined;
  const path = 'file' in placement ? placement.file : placement.folder;
  const fault = pathFault(path);
  if (fault === undefined) return undefined;
  return {
    where: chart.node.path,
    message: `its path in the output is "${path}", which ${fault}`,
    fix: 'rename what it is named after',
  };
}

/** A chart that lies in a platform and in nothing that is delivered would be a file that nobody pulls. */
function undelivered({ chart, manifests }: RenderedChart): Finding | undefined {
  if (manifests.length === 0 || effectivePlacement(chart) || !nearestPlatform(chart)) return undefined;
  return {
    where: chart.node.path,
    message: 'no Application delivers it, so nobody would pull its manifests',
    fix: 'give it to an Application with Source.content, or remove it',
  };
}

function filesOf({ chart, manifests }: RenderedChart, plainFiles: ReadonlyMap<Chart, string>): ManifestFile[] {
  const placement = effectivePlacement(chart);
  const instance = nearestPlatform(chart)?.instance.node.path;
  if (manifests.length === 0) return [];
  if (!placement) return [{ path: plainFiles.get(chart) ?? '', manifests, instance }];
  if ('file' in placement) return [{ path: placement.file, manifests, instance }];
  return manifests.map((manifest) => {
    const namespace = manifest.namespace === placement.namespace ? undefined : manifest.namespace;
    return { path: `${placement.folder}/${fileName({ ...manifest, namespace })}`, manifests: [manifest], instance };
  });
}

/**
 * A chart outside of a platform is one file, named as cdk8s names it: with its place in front where such charts depend
 * on each other, so that `kubectl apply -f` takes them in that order.
 */
function plainChartFiles(charts: readonly RenderedChart[]): ReadonlyMap<Chart, string> {
  const plain = charts.filter(({ chart }) => !effectivePlacement(chart));
  const isOrdered = plain.some(({ behind }) => behind.some((chart) => !effectivePlacement(chart)));
  return new Map(
    plain.map(({ chart }, place) => {
      const name = Names.toDnsLabel(chart);
      return [chart, `${isOrdered ? `${String(place).padStart(4, '0')}-` : ''}${name}.k8s.yaml`];
    }),
  );
}

function collision(where: string, first: ManifestFile, second: ManifestFile): Finding {
  return {
    where,
    message: `produced by ${first.manifests[0]?.constructPath} and ${second.manifests[0]?.constructPath}`,
    fix: 'rename one',
    code: 'ownership/duplicate',
  };
}

function duplicates(where: string, { manifests }: ManifestFile): Finding[] {
  if (manifests.length < 2) return [];
  const known = new Map<string, Manifest>();
  const findings: Finding[] = [];
  for (const manifest of manifests) {
    const { apiVersion, kind, namespace = '', name } = manifest;
    const identity = `${kind}.${apiVersion} ${namespace}/${name}`;
    const twin = known.get(identity);
    if (twin) {
      const message = `${kind} ${name} is produced by ${twin.constructPath} and ${manifest.constructPath}`;
      findings.push({ where, message, fix: 'rename one', code: 'ownership/duplicate' });
    }
    known.set(identity, manifest);
  }
  return findings;
}

/** Two Applications that make one object take it from each other for ever. */
function ownedTwice(charts: readonly RenderedChart[], contentRoot: string): Finding[] {
  const owners = new Map<string, { readonly manifest: Manifest; readonly folder: string }>();
  const findings: Finding[] = [];
  for (const { chart, manifests } of charts) {
    const placement = effectivePlacement(chart);
    if (!placement || !('folder' in placement) || pathFault(placement.folder) !== undefined) continue;
    const { folder } = placement;
    const server = serverOf(chart);
    for (const manifest of manifests) {
      const identity = `${server} ${identityOf(manifest, placement.namespace)}`;
      const twin = owners.get(identity);
      // Within one folder the two would be one file, which is said already.
      if (twin && twin.folder !== folder) {
        findings.push({
          where: `${contentRoot}/${folder}`,
          message:
            `${manifest.kind} ${manifest.name} is produced by ${twin.manifest.constructPath} (${contentRoot}/${twin.folder}) ` +
            `and ${manifest.constructPath}`,
          fix: 'let one Application make it',
          code: 'ownership/duplicate',
        });
      }
      owners.set(identity, { manifest, folder });
    }
  }
  return findings;
}

function identityOf(manifest: Manifest, destination: string | undefined): string {
  const { kind, name, namespace } = manifest;
  const group = groupOf(manifest);
  const home = isClusterScoped({ group, kind }) ? '' : (namespace ?? destination ?? '');
  return `${group}/${kind} ${home}/${name}`;
}

/** What a root makes goes to the cluster that Argo CD runs in; which that is, its Instance stands for. */
function serverOf(chart: Chart): string {
  const environment = nearestEnvironment(chart);
  const platform = nearestPlatform(chart);
  const cluster = environment && environment !== chart ? environment.cluster : platform?.localCluster;
  return `${platform?.instance.node.path} ${cluster?.server}`;
}
