import type { ApplicationSource } from '../../argocd/application';
import { type Cluster, IN_CLUSTER } from '../../argocd/cluster';
import { resolveDestination } from '../../argocd/destination';
import { isUnknown } from '../../argocd/unknown';
import { parseVersion } from '../../argocd/version';
import type { DeliveredApplication, NotKnown } from '../../sources/model';
import { Findings, releaseOf } from '../answers';
import { placeIn } from '../application-place';
import { writtenSources } from '../application-sources';
import { type UnknownField, unknownFields } from '../argo-fields';
import { lineage, manifestsOf } from '../delivery';
import { everyManifest } from '../every-manifest';
import { pathText } from '../finding';
import { fields, groupBy, text } from '../reading';
import type { Rule, Violation } from '../rule';
import { rangeText } from '../schema/bundled';
import { scopeOf } from '../scope';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

const unknownField: Rule = {
  code: 'app/unknown-field',
  severity: 'error',
  holds: "Argo CD's own manifests have only fields that its release has",
  why: 'The API server drops a field that it does not know, or refuses the manifest; either way what was meant does not happen.',
  bad: {
    files: { ...AROUND, 'apps/shop.yaml': `${SHOP}  syncWave: 2\n${SOURCE}${DESTINATION}` },
    found: [{ file: 'apps/shop.yaml', line: 7 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/shop.yaml': `${SHOP.replace('spec:\n', '  annotations:\n    argocd.argoproj.io/sync-wave: "2"\nspec:\n')}${SOURCE}${DESTINATION}`,
    },
  },
  judge: ({ repository }) => {
    const version = parseVersion(repository.declarations.argocd.version ?? '');
    const findings = new Findings();
    for (const manifest of everyManifest(repository)) {
      if (manifest.group !== 'argoproj.io') continue;
      for (const unknown of unknownFields(manifest, version)) {
        const { path, releases } = unknown;
        const field = `${pathText(path)} is no field of an ${manifest.kind}`;
        if (releases.length === 0) findings.add({ at: manifest, path, message: field, fix: mended(unknown) });
        else if (version !== undefined) {
          findings.add({
            at: manifest,
            path,
            message: `${field} in Argo CD ${version}`,
            fix: `remove it, or upgrade: Argo CD ${rangeText(releases)} has it`,
          });
        } else {
          findings.cannotTell({
            what: `whether Argo CD knows ${pathText(path)} of ${manifest.kind} ${manifest.name}`,
            why: `only ${rangeText(releases)} has it`,
            declare: 'argocd.version',
          });
        }
      }
    }
    return findings.judgement();
  },
};

function mended({ path, beside }: UnknownField): string {
  const field = text(path.at(-1));
  const alike = beside.find((known) => known.toLowerCase() === field.toLowerCase());
  if (alike !== undefined) return `write ${alike}`;
  const known = MEANT.find(([pattern]) => pattern.test(pathText(path)));
  if (known !== undefined) return known[1];
  return beside.length > 12 ? 'remove it' : `the fields here are ${beside.join(', ')}`;
}

const MEANT: readonly (readonly [RegExp, string])[] = [
  [/syncWave$/, 'give the wave as the annotation argocd.argoproj.io/sync-wave'],
  [/^spec\.orphanedResources$/, 'orphanedResources belongs to the AppProject'],
  [
    /orphanedResources\.ignore\[\d+\]\.namespace$/,
    'an entry has group, kind and name, and is for every namespace of the project',
  ],
  [/^spec\.finalizers$/, 'finalizers belong to metadata'],
  [/^spec\.(prune|selfHeal|automated|syncOptions|retry)$/, 'it belongs below spec.syncPolicy'],
];

const destinationAmbiguous: Rule = {
  code: 'app/destination-ambiguous',
  severity: 'error',
  holds: 'a destination is one known cluster, by server or by name, with a namespace where content has none',
  why: 'Argo CD refuses an Application whose cluster it cannot tell, and a manifest that has no namespace from anywhere.',
  bad: {
    files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}    name: in-cluster\n` },
    found: [{ file: 'apps/shop.yaml', line: 11 }],
  },
  good: { files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}` } },
  judge: ({ repository }) => {
    const violations: Violation[] = [];
    const notKnown: NotKnown[] = [];
    const { declarations, applications } = repository;
    const clusters = declarations.clusters.length > 0 ? declarations.clusters : undefined;
    for (const application of applications) {
      const destination = fields(fields(application.manifest.object.spec).destination);
      const at = placeIn(application, ['spec', 'destination']);
      const resolved = resolveDestination(destination, clustersFor(destination, clusters), releaseOf(repository));
      if (isUnknown(resolved)) {
        const what = `whether Argo CD knows the cluster ${text(destination.server) || text(destination.name)}`;
        notKnown.push({ what, why: 'clusters are not declared', declare: 'clusters' });
      } else if ('refused' in resolved) {
        violations.push({ ...at, message: resolved.refused, fix: 'give the server or the name of one cluster' });
      }
      if (text(destination.namespace) !== '') continue;
      const homeless = manifestsOf(application).find(
        (manifest) => manifest.namespace === '' && scopeOf(repository, manifest) === 'namespaced',
      );
      if (homeless === undefined) continue;
      const message = `it has no namespace, and neither has the ${homeless.kind} ${homeless.name} that it delivers`;
      violations.push({ ...at, message, fix: 'add destination.namespace' });
    }
    return { violations, notKnown };
  },
};

/** Argo CD always knows its own cluster, whatever is declared. */
function clustersFor(destination: Cluster, declared: readonly Cluster[] | undefined): readonly Cluster[] | undefined {
  const own = destination.server === IN_CLUSTER.server || destination.name === IN_CLUSTER.name;
  return declared ?? (own ? [] : undefined);
}

const duplicateName: Rule = {
  code: 'app/duplicate-name',
  severity: 'error',
  holds: 'the Applications that one root delivers, sets expanded, have names of their own',
  why: 'Two manifests of one name are one Application that changes with every sync; of generated ones Argo CD 3.2 makes none.',
  bad: {
    files: {
      ...AROUND,
      'root.yaml': rootOf('apps'),
      'apps/one.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
      'apps/two.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
    },
    found: [{ file: 'apps/two.yaml', line: 4 }],
  },
  good: {
    files: {
      ...AROUND,
      'root.yaml': rootOf('apps'),
      'apps/one.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
      'apps/two.yaml': `${SHOP.replace('shop', 'stall')}${SOURCE}${DESTINATION}`,
    },
  },
  judge: ({ repository }) => {
    const applications = repository.applications.filter(({ manifest: { name } }) => name !== '');
    const violations: Violation[] = [];
    const apart: string[] = [];
    for (const same of groupBy(applications, identity).values()) {
      if (same.length === 1) continue;
      const byRoot = groupBy(same, rootNameOf);
      const [first] = same;
      if (first !== undefined && byRoot.size > 1) apart.push(first.manifest.name);
      for (const [one, ...others] of byRoot.values()) {
        if (one === undefined) continue;
        violations.push(
          ...others.map((other) => ({
            ...placeIn(other, ['metadata', 'name']),
            message: `${other.manifest.name} is also the name of the Application in ${whereabouts(one)}`,
            fix: 'rename one',
          })),
        );
      }
    }
    const names = [...new Set(apart)].sort().join(', ');
    const what = `whether Applications of one name are in one Argo CD: ${names}`;
    return {
      violations,
      notKnown:
        apart.length === 0 ? [] : [{ what, why: 'different roots deliver them, and each may be for another Argo CD' }],
    };
  },
};

function rootOf(path: string): string {
  return `${SHOP.replace('shop', 'root')}${SOURCE.replace('path: shop', `path: ${path}`)}${DESTINATION.replace('shop', 'argocd')}`;
}

function identity({ manifest: { namespace, name } }: DeliveredApplication): string {
  return `${namespace}/${name}`;
}

/** What nobody delivers stands for itself: two overlays may hold the same Application for two places. */
function rootNameOf(application: DeliveredApplication): string {
  const [root = application] = lineage(application);
  const { file, line } = root.manifest.origin;
  return root.generatedBy === undefined || root !== application
    ? `${file}:${line} ${root.manifest.name}`
    : `${file}:${line}`;
}

function whereabouts({ manifest: { origin }, generatedBy }: DeliveredApplication): string {
  const place = `${origin.file}:${origin.line}`;
  return generatedBy === undefined ? place : `${place}, which ${generatedBy.name} generates`;
}

const unpinnedRevision: Rule = {
  code: 'app/unpinned-revision',
  severity: 'warning',
  holds: 'a source names a branch, tag or commit, and a chart one version',
  why: 'HEAD and ranges move when somebody else says so: what is deployed changes without a commit of yours.',
  bad: {
    files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE.replace('main', 'HEAD')}${DESTINATION}` },
    found: [{ file: 'apps/shop.yaml', line: 9 }],
  },
  good: { files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}` } },
  judge: ({ repository }) => ({
    violations: repository.applications.flatMap((application) =>
      writtenSources(application, releaseOf(repository)).flatMap(({ source, path }) => {
        const { targetRevision, chart, repoURL } = source as ApplicationSource;
        const revision = text(targetRevision).trim();
        if (repoURL === undefined || !isMoving(revision, Boolean(chart))) return [];
        const found =
          revision === '' ? 'there is no targetRevision, which means HEAD' : `targetRevision is "${revision}"`;
        const message = chart && revision === '' ? 'the chart has no version' : found;
        const fix = chart ? 'pin one version of the chart' : 'pin a branch, tag or commit';
        return [{ ...placeIn(application, [...path, 'targetRevision']), message, fix }];
      }),
    ),
  }),
};

/** A range of versions, which Argo CD resolves for charts and for tags alike. */
function isMoving(revision: string, isChart: boolean): boolean {
  if (revision === '' || revision === 'HEAD') return true;
  if (/^[~^<>=]|[*]|\|\|| - /.test(revision)) return true;
  return isChart && (/(^|\.)[xX](\.|$)/.test(revision) || /^v?\d+(\.\d+)?$/.test(revision));
}

const repoUrlDrift: Rule = {
  code: 'app/repo-url-drift',
  severity: 'warning',
  holds: 'one repository has one spelling',
  why: 'Argo CD clones each spelling for itself, asks other credentials for it, and a webhook or a project may know one only.',
  bad: {
    files: {
      ...AROUND,
      'apps/one.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
      'apps/three.yaml': `${SHOP.replace('shop', 'stall')}${SOURCE}${DESTINATION}`,
      'apps/two.yaml': `${SHOP.replace('shop', 'store')}${SOURCE.replace('shop.git', 'shop')}${DESTINATION}`,
    },
    found: [{ file: 'apps/two.yaml', line: 8 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/one.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
      'apps/two.yaml': `${SHOP.replace('shop', 'store')}${SOURCE}${DESTINATION}`,
    },
  },
  judge: ({ repository }) => {
    const written = repository.applications.flatMap((application) =>
      writtenSources(application, releaseOf(repository))
        .map(({ source, path }) => ({
          url: text(source.repoURL).trim(),
          ...placeIn(application, [...path, 'repoURL']),
        }))
        .filter(({ url }) => url !== ''),
    );
    const byUrl = groupBy(written, ({ url }) => url);
    return {
      violations: [...groupBy(byUrl, ([url]) => repositoryOf(url)).values()].flatMap((spellings) => {
        const [usual, ...others] = spellings.toSorted(
          ([one, here], [other, there]) => there.length - here.length || (one < other ? -1 : 1),
        );
        if (usual === undefined) return [];
        return others.flatMap(([url, places]) =>
          places.map(({ at, path }) => ({
            at,
            path,
            message: `${url} is written ${usual[0]} in ${usual[1].length} other ${usual[1].length === 1 ? 'place' : 'places'}`,
            fix: `write ${usual[0]}`,
            patch: { value: usual[0] },
          })),
        );
      }),
    };
  },
};

/** The same for every way to write it: scheme, user, port, `.git` and case do not count. */
function repositoryOf(url: string): string {
  return url
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^:/]+):(\d+\/)?\/?/, '$1/')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '');
}

export const appShapeRules: readonly Rule[] = [
  unknownField,
  destinationAmbiguous,
  duplicateName,
  unpinnedRevision,
  repoUrlDrift,
];
