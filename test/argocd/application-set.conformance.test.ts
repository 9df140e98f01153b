import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ArgoVersion, compareVersions, isUnknown, normalizeName } from '../../src/argocd';
import type {
  ApplicationSetSpec,
  Data,
  Generator,
  GitPath,
  Params,
} from '../../src/argocd/application-set/application-set';
import { expandApplicationSet, renderApplication } from '../../src/argocd/application-set/expand';
import { attempt, known, stop } from '../../src/argocd/application-set/failure';
import { generate } from '../../src/argocd/application-set/generate';
import { listDirectories, selectFiles } from '../../src/argocd/application-set/git';
import { interpolate } from '../../src/argocd/application-set/interpolate';
import { paramsByMergeKey } from '../../src/argocd/application-set/merge-keys';
import { patchApplication } from '../../src/argocd/application-set/patch';
import { languageOf, renderText } from '../../src/argocd/application-set/render';
import type { ClusterSecret, RepositoryContent } from '../../src/argocd/application-set/sources';
import { mergeTemplates } from '../../src/argocd/application-set/template';
import { withValues } from '../../src/argocd/application-set/values';
import { Work } from '../../src/argocd/go-template/work';

interface Input extends ApplicationSetSpec {
  readonly fn?: string;
  readonly generator: Generator;
  readonly params: Params;
  readonly clusterSecrets?: readonly ClusterSecret[];
  readonly argocdNamespace?: string;
  readonly repo?: RepositoryContent;
  readonly fileGlobbing?: 'old' | 'new';
  readonly application: Data;
  readonly values: Readonly<Record<string, string>>;
  readonly mergeKeys: readonly string[];
  readonly paramSets: readonly Params[];
  readonly name: string;
  readonly applicationSetTemplate: Data;
  readonly generatorTemplate: Data;
}

interface Case {
  readonly id: string;
  readonly input: Input & { readonly template: Data & string };
  readonly expect: Readonly<Record<string, unknown>>;
  readonly since?: ArgoVersion;
  readonly expectBefore?: Readonly<Record<string, unknown>>;
}

const FILES = ['appset-list', 'appset-clusters', 'appset-git', 'appset-matrix', 'appset-merge', 'appset-template'];
const ARGOCD = { name: 'set', namespace: 'argocd' };
const NEWEST: ArgoVersion = '3.5';
const OLDEST: ArgoVersion = '2.13';

const folder = join(process.env.ARGOSY_CONFORMANCE_DIR ?? join(__dirname, '../conformance'), 'argocd');
const counts: string[] = [];

afterAll(() => process.stdout.write(`conformance: ${counts.join(', ')}\n`));

/** What the packages of Argo CD were found to answer differently is kept apart. */
const found = ['appset-template', 'appset-set'].map((file) => join(__dirname, '../conformance/argosy', `${file}.json`));

for (const path of [...FILES.map((file) => join(folder, `${file}.json`)), ...found]) {
  if (!existsSync(path)) continue;
  const file = `${basename(dirname(path))}/${basename(path, '.json')}`;
  const cases: readonly Case[] = JSON.parse(readFileSync(path, 'utf8'));
  counts.push(`${file} ${cases.length}`);
  describe(file, () => {
    for (const { id, input, expect: expected, since, expectBefore } of cases) {
      test(id, () => holds(input, expected, NEWEST));
      if (since !== undefined && expectBefore !== undefined && compareVersions(since, OLDEST) > 0) {
        test(`${id} before ${since}`, () => holds(input, expectBefore, OLDEST));
      }
    }
  });
}

function holds(input: Case['input'], expected: Readonly<Record<string, unknown>>, version: ArgoVersion): void {
  const found = attempt(() => drive(input, expected, version));
  if (isUnknown(found)) throw new Error(`told to be unknown: ${found.unknown}`);
  if (expected.error === true) {
    const { failure } = found as { failure: string };
    expect(failure).toEqual(expect.stringContaining(String(expected.errorContains ?? '')));
    return;
  }
  for (const [key, value] of Object.entries(expected)) {
    if (key === 'error') continue;
    const actual = (found as Readonly<Record<string, unknown>>)[key.replace(/(Unordered|Contains)$/, '')];
    if (key.endsWith('Contains')) expect(actual).toMatchObject(value as object);
    else if (key.endsWith('Unordered')) expect(sorted(actual)).toEqual(sorted(value));
    else expect(actual).toEqual(value);
  }
}

function sorted(list: unknown): readonly unknown[] {
  const keyOf = (item: unknown): string => JSON.stringify(Object.entries(item as object).sort());
  return (list as readonly unknown[]).toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

/** What our functions say, under the names that the cases use. */
function drive(
  input: Case['input'],
  expected: Readonly<Record<string, unknown>>,
  version: ArgoVersion,
): Readonly<Record<string, unknown>> {
  const language = languageOf(input, version);
  switch (input.fn) {
    case undefined: {
      if (expected.selectedFiles !== undefined) {
        const wanted: readonly GitPath[] = input.generator.git?.files ?? [];
        return {
          selectedFiles: selectFiles(
            Object.keys(input.repo?.files ?? {}),
            wanted,
            input.fileGlobbing ?? 'old',
            version,
            new Work(),
          ),
        };
      }
      const [generated] = generate(input.generator, input, sourcesOf(input), version);
      return { params: generated?.params };
    }
    case 'renderString':
      return { value: renderText(input.template, input.params, language) };
    case 'renderApplication': {
      const application = renderApplication(input.application, input.params, input.syncPolicy, language);
      return { application, finalizers: (application.metadata as Data | undefined)?.finalizers ?? [] };
    }
    case 'appendTemplatedValues':
      return { params: withValues(input.params, input.values, language) };
    case 'interpolateGenerator':
      return { generator: interpolate(input.generator, input.params, language, version) };
    case 'mergeTemplate':
      return { template: mergeTemplates(input.generatorTemplate, input.applicationSetTemplate) };
    case 'templatePatch':
      return { application: patchApplication(input.application, input.templatePatch ?? '') };
    case 'paramSetsByMergeKey':
      return { byKey: Object.fromEntries(paramsByMergeKey(input.mergeKeys, input.paramSets, new Work())) };
    case 'normalizeName':
      return { name: normalizeName(input.name) };
    case 'expandSet': {
      const expanded = known(expandApplicationSet({ metadata: ARGOCD, spec: input }, sourcesOf(input), version));
      if ('failure' in expanded) throw stop(expanded.failure);
      return { applications: expanded.map(({ application }) => application) };
    }
    case 'listDirectories':
      return { directories: listDirectories(Object.keys(input.repo?.files ?? {})) };
    default:
      throw new Error(`no driver for ${input.fn}`);
  }
}

function sourcesOf({ clusterSecrets, argocdNamespace, repo, fileGlobbing }: Input) {
  return {
    argocdNamespace: argocdNamespace ?? '',
    ...(clusterSecrets === undefined ? {} : { clusterSecrets }),
    ...(repo === undefined ? {} : { repository: () => repo }),
    ...(fileGlobbing === undefined ? {} : { fileGlobbing }),
  };
}
