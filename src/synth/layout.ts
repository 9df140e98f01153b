import { type Chart, Names } from 'cdk8s';
import { placementOf } from '../../constructs/placement';
import type { Finding } from '../finding';
import { fileName } from './file-name';
import type { Manifest } from './manifest';
import { pathFault } from './output-path';
import type { RenderedChart } from './render';

/** A file of the output, and the manifests it holds. */
export interface ManifestFile {
  /** Posix, relative to the output folder. */
  readonly path: string;
  readonly manifests: readonly Manifest[];
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
    const fault = misplacement(chart);
    if (fault) findings.push(fault);
    else chartFiles(chart);
  }
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
  const placement = placementOf(chart);
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

function filesOf({ chart, manifests }: RenderedChart, plainFiles: ReadonlyMap<Chart, string>): ManifestFile[] {
  const placement = placementOf(chart);
  if (manifests.length === 0) return [];
  if (!placement) return [{ path: plainFiles.get(chart) ?? '', manifests }];
  if ('file' in placement) return [{ path: placement.file, manifests }];
  return manifests.map((manifest) => {
    const namespace = manifest.namespace === placement.namespace ? undefined : manifest.namespace;
    return { path: `${placement.folder}/${fileName({ ...manifest, namespace })}`, manifests: [manifest] };
  });
}

/**
 * A chart outside of a platform is one file, named as cdk8s names it: with its place in front where such charts depend
 * on each other, so that `kubectl apply -f` takes them in that order.
 */
function plainChartFiles(charts: readonly RenderedChart[]): ReadonlyMap<Chart, string> {
  const plain = charts.filter(({ chart }) => !placementOf(chart));
  const isOrdered = plain.some(({ behind }) => behind.some((chart) => !placementOf(chart)));
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
