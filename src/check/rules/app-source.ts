import type { ApplicationSource } from '../../argocd/application';
import { explicitTypes, refSources, sourcesOf } from '../../argocd/application-sources';
import { missingFrom, missingFromHydrator } from '../../argocd/application-validation';
import { isPinnedRevision } from '../../argocd/pinned-revision';
import { valueFilesOf } from '../../argocd/value-file-references';
import type { ArgoVersion } from '../../argocd/version';
import type { DeliveredApplication, Repository } from '../../sources/model';
import { byRelease, releaseOf } from '../answers';
import { placeIn } from '../application-place';
import { type WrittenSource, writtenSources } from '../application-sources';
import { called } from '../delivery';
import { fields, items, text } from '../reading';
import type { Rule, Violation } from '../rule';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

const invalidSource: Rule = {
  code: 'app/invalid-source',
  severity: 'error',
  holds: 'a source names a repository and a path, chart or ref, pins its chart, has one tool, and its refs resolve',
  why: 'Argo CD sets InvalidSpecError and renders nothing: the Application keeps what it had and follows no commit.',
  bad: {
    files: {
      'apps/shop.yaml': `${SHOP}  source:
    repoURL: https://charts.example/stable
    chart: redis
${DESTINATION}`,
    },
    found: [{ file: 'apps/shop.yaml', line: 7 }],
  },
  good: {
    files: {
      'apps/shop.yaml': `${SHOP}  source:
    repoURL: https://charts.example/stable
    chart: redis
    targetRevision: 18.1.0
${DESTINATION}`,
    },
  },
  judge: ({ repository }) =>
    byRelease(repository, ['sourceHydrator', 'singleRefSource'], (version) =>
      repository.applications.flatMap((application) => {
        const written = writtenSources(application, version);
        const sources = written.map(({ source }) => source as ApplicationSource);
        const refs = refSources(sources, version);
        const wholly =
          'refused' in refs ? [{ ...placeIn(application, ['spec', 'sources']), message: refs.refused }] : [];
        const hydrator = sourceHydratorOf(application, version);
        const unhydrated = hydrator === undefined ? [] : missingFromHydrator(hydrator);
        const incomplete = unhydrated.map((message) => ({
          ...placeIn(application, ['spec', 'sourceHydrator']),
          message,
        }));
        return [
          ...wholly,
          ...incomplete,
          ...written.flatMap((source) => faultsOf(application, source, sources, version)),
        ];
      }),
    ),
};

function sourceHydratorOf({ manifest: { object } }: DeliveredApplication, version: ArgoVersion) {
  const written = sourcesOf(fields(object.spec), version);
  return written.from === 'hydrator' ? (fields(written.hydrator) as typeof written.hydrator) : undefined;
}

function faultsOf(
  application: DeliveredApplication,
  { source, path }: WrittenSource,
  sources: readonly ApplicationSource[],
  version: ArgoVersion,
): readonly Violation[] {
  const [, from] = path;
  const missing = from === 'source' || from === 'sources' ? missingFrom(source as ApplicationSource, from) : undefined;
  const types = explicitTypes(source as ApplicationSource);
  const references = valueFilesOf(source as ApplicationSource, path[1] === 'sources' ? sources : [], version);
  return [
    ...(missing === undefined ? [] : [{ ...placeIn(application, path), message: missing }]),
    ...(types.length > 1
      ? [
          {
            ...placeIn(application, path),
            message: `it has ${types.join(' and ')}, and a source has one tool`,
            fix: 'keep one',
          },
        ]
      : []),
    ...references.flatMap((file, index) =>
      file.from === 'refused'
        ? [
            {
              ...placeIn(application, [...path, 'helm', 'valueFiles', index]),
              message: `${file.written}: ${file.reason}`,
            },
          ]
        : [],
    ),
  ];
}

const pathMissing: Rule = {
  code: 'app/path-missing',
  severity: 'error',
  holds: 'a path in this repository exists and holds a manifest',
  why: 'Argo CD reports ComparisonError for a path that does not exist; an empty one syncs nothing, and with prune and allowEmpty it removes everything.',
  bad: {
    files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE.replace('path: shop', 'path: shops')}${DESTINATION}` },
    found: [{ file: 'apps/shop.yaml', line: 10 }],
  },
  good: { files: { ...AROUND, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}` } },
  judge: ({ repository }) => {
    const violations: Violation[] = [];
    for (const { application, source, index, path } of ownSources(repository)) {
      const folder = clean(text(source.path));
      if (folder === undefined || source.path === undefined) continue;
      const found = repository.at(folder);
      const rendition = application.content[index];
      // What cannot be told is told elsewhere.
      if (rendition !== undefined && 'notKnown' in rendition && rendition.failure === undefined) continue;
      const at = placeIn(application, [...path, 'path']);
      if (found === 'folder') {
        if (rendition === undefined || !('manifests' in rendition) || rendition.manifests.length > 0) continue;
        violations.push({ ...at, message: `${folder} holds no manifest`, fix: 'add one, or remove the Application' });
      } else {
        const message = found === 'file' ? `${folder} is a file` : `there is no folder ${folder} in this repository`;
        violations.push({
          ...at,
          message,
          fix: found === 'file' ? 'name its folder' : 'correct the path, or add the folder',
        });
      }
    }
    return { violations };
  },
};

const valueFileMissing: Rule = {
  code: 'app/value-file-missing',
  severity: 'error',
  holds: 'a value file in this repository exists',
  why: 'Helm fails for one missing value file, so the whole Application is not rendered, unless ignoreMissingValueFiles says otherwise.',
  bad: {
    files: {
      ...AROUND,
      'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'apps/shop.yaml': `${SHOP}${SOURCE}    helm:
      valueFiles:
        - values-prod.yaml
${DESTINATION}`,
    },
    found: [{ file: 'apps/shop.yaml', line: 13 }],
  },
  good: {
    files: {
      ...AROUND,
      'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'shop/values-prod.yaml': 'replicas: 2\n',
      'apps/shop.yaml': `${SHOP}${SOURCE}    helm:
      valueFiles:
        - values-prod.yaml
${DESTINATION}`,
    },
  },
  judge: ({ repository }) => {
    const version = releaseOf(repository);
    const violations = repository.applications.flatMap((application) => {
      const written = writtenSources(application, version);
      const sources = written.map(({ source }) => source as ApplicationSource);
      return written.flatMap(({ source, path }) => {
        const helm = fields(source.helm);
        if (helm.ignoreMissingValueFiles === true) return [];
        const references = valueFilesOf(source as ApplicationSource, path[1] === 'sources' ? sources : [], version);
        return items(helm.valueFiles).flatMap((_, index) => {
          const reference = references[index];
          if (reference === undefined) return [];
          const file = fileInRepository(reference, source as ApplicationSource, repository);
          if (file === undefined || repository.at(file) === 'file') return [];
          const place = placeIn(application, [...path, 'helm', 'valueFiles', index]);
          return [
            { ...place, message: `there is no file ${file} in this repository`, fix: 'add it, or correct the path' },
          ];
        });
      });
    });
    return { violations };
  },
};

/** The path of a value file from the root; undefined where it is in another repository, or cannot be told. */
function fileInRepository(
  reference: ReturnType<typeof valueFilesOf>[number],
  source: ApplicationSource,
  { isOwn }: Repository,
): string | undefined {
  const { written } = reference;
  if (/[*?[]|^\w+:\/\//.test(written)) return undefined;
  if (reference.from === 'ref') {
    const { repoURL, targetRevision } = reference.source;
    return isOwn(repoURL ?? '') && !isPinnedRevision(targetRevision ?? '') ? reference.path : undefined;
  }
  if (reference.from !== 'source' || written.includes('$') || source.chart) return undefined;
  if (!isOwn(source.repoURL ?? '') || isPinnedRevision(source.targetRevision ?? '')) return undefined;
  return written.startsWith('/') ? clean(written) : clean(`${source.path ?? ''}/${written}`);
}

const renderFails: Rule = {
  code: 'app/render-fails',
  severity: 'error',
  holds: 'Helm and Kustomize render every source',
  why: 'Argo CD reports ComparisonError and neither compares nor syncs the Application until it renders again.',
  bad: {
    files: {
      ...AROUND,
      'shop/kustomization.yaml': 'resources:\n  - confg.yaml\n',
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
    },
    found: [{ file: 'apps/shop.yaml', line: 7 }],
  },
  good: {
    files: {
      ...AROUND,
      'shop/kustomization.yaml': 'resources:\n  - config.yaml\n',
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
    },
  },
  judge: (question) => {
    const failing = question.repository.applications.filter(({ content }) =>
      content.some((source) => 'notKnown' in source && source.failure !== undefined),
    );
    if (failing.length === 0) return { violations: [] };
    // The sharper findings say why it does not render.
    const sharper = [pathMissing, valueFileMissing, invalidSource].flatMap((rule) => rule.judge(question).violations);
    const told = new Set(sharper.map(({ at, path = [] }) => JSON.stringify([keyOf(at), rootOfSource(path)])));
    return {
      violations: failing.flatMap((application) =>
        writtenSources(application, releaseOf(question.repository)).flatMap(({ source, path }, index) => {
          const content = application.content[index];
          if (content === undefined || !('notKnown' in content) || content.failure === undefined) return [];
          const place = placeIn(application, path);
          if (told.has(JSON.stringify([keyOf(place.at), rootOfSource(place.path)]))) return [];
          const from = text(source.path) || text(source.chart);
          const message = `Application ${called(application)} does not render ${from}: ${content.failure}`;
          return [{ ...place, message, fix: 'mend what the tool names' }];
        }),
      ),
    };
  },
};

function keyOf(at: Violation['at']): unknown {
  return 'origin' in at ? [at.origin.file, at.origin.line] : at;
}

function rootOfSource(path: readonly (string | number)[]): unknown {
  const inSpec = path.slice(path.lastIndexOf('spec') + 1);
  return inSpec[0] === 'sources' ? inSpec.slice(0, 2) : inSpec.slice(0, 1);
}

export const appSourceRules: readonly Rule[] = [invalidSource, pathMissing, valueFileMissing, renderFails];

function ownSources(repository: Repository): readonly (WrittenSource & {
  readonly application: DeliveredApplication;
  readonly index: number;
})[] {
  return repository.applications.flatMap((application) =>
    writtenSources(application, releaseOf(repository))
      .map((written, index) => ({ application, index, ...written }))
      .filter(({ source }) => !source.chart && repository.isOwn(text(source.repoURL)) === true),
  );
}

/** From the root, `.` for the root itself; undefined for what leads out. */
function clean(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '' && part !== '.' && part !== '..') parts.push(part);
  }
  return parts.join('/') || '.';
}
