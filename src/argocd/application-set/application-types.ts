import type { Plain } from '../go-template/value';
import { isMap } from './list';
import { isList } from './render';

/** What Argo CD's Go types take: a kind of value, fields by name (others are ignored), a list, or a map of texts. */
type Shape =
  | 'text'
  | 'boolean'
  | 'integer'
  | 'texts by name'
  | { readonly list: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const texts: Shape = { list: 'text' };
const named = (...names: readonly string[]): Shape => ({
  fields: Object.fromEntries(names.map((name) => [name, 'text' as const])),
});
const labelled: Readonly<Record<string, Shape>> = { labels: 'texts by name', annotations: 'texts by name' };

const variables: Shape = { list: { fields: { name: 'text', value: 'text', code: 'boolean' } } };

const source: Shape = {
  fields: {
    repoURL: 'text',
    path: 'text',
    targetRevision: 'text',
    chart: 'text',
    ref: 'text',
    helm: {
      fields: {
        valueFiles: texts,
        parameters: { list: { fields: { name: 'text', value: 'text', forceString: 'boolean' } } },
        fileParameters: { list: named('name', 'path') },
        releaseName: 'text',
        values: 'text',
        version: 'text',
        passCredentials: 'boolean',
        ignoreMissingValueFiles: 'boolean',
        skipCrds: 'boolean',
      },
    },
    kustomize: {
      fields: {
        namePrefix: 'text',
        nameSuffix: 'text',
        namespace: 'text',
        version: 'text',
        images: texts,
        components: texts,
        commonLabels: 'texts by name',
        commonAnnotations: 'texts by name',
        forceCommonLabels: 'boolean',
        forceCommonAnnotations: 'boolean',
        commonAnnotationsEnvsubst: 'boolean',
        labelWithoutSelector: 'boolean',
      },
    },
    directory: {
      fields: {
        recurse: 'boolean',
        include: 'text',
        exclude: 'text',
        jsonnet: { fields: { extVars: variables, tlas: variables, libs: texts } },
      },
    },
    plugin: { fields: { name: 'text', env: { list: named('name', 'value') } } },
  },
};

const application: Shape = {
  fields: {
    apiVersion: 'text',
    kind: 'text',
    metadata: { fields: { name: 'text', namespace: 'text', finalizers: texts, ...labelled } },
    spec: {
      fields: {
        project: 'text',
        source,
        sources: { list: source },
        destination: named('server', 'name', 'namespace'),
        revisionHistoryLimit: 'integer',
        info: { list: named('name', 'value') },
        ignoreDifferences: {
          list: {
            fields: {
              group: 'text',
              kind: 'text',
              name: 'text',
              namespace: 'text',
              jsonPointers: texts,
              jqPathExpressions: texts,
              managedFieldsManagers: texts,
            },
          },
        },
        syncPolicy: {
          fields: {
            automated: { fields: { prune: 'boolean', selfHeal: 'boolean', allowEmpty: 'boolean' } },
            syncOptions: texts,
            retry: {
              fields: {
                limit: 'integer',
                backoff: { fields: { duration: 'text', factor: 'integer', maxDuration: 'text' } },
              },
            },
            managedNamespaceMetadata: { fields: labelled },
          },
        },
      },
    },
  },
};

/** The first place at which a value is none that Argo CD's type Application takes, and what is expected there. */
export function misfitOfApplication(value: Plain): string | undefined {
  return misfit(value, application, '');
}

function misfit(value: Plain | undefined, shape: Shape, at: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof shape === 'string') {
    if (shape !== 'texts by name') return isOf(value, shape) ? undefined : `${at} is no ${shape}`;
    if (!isMap(value)) return `${at} is no map`;
    return first(Object.entries(value), ([key, item]) => misfit(item, 'text', `${at}.${key}`));
  }
  if ('list' in shape) {
    if (!isList(value)) return `${at} is no list`;
    return first([...value.entries()], ([index, item]) => misfit(item, shape.list, `${at}[${index}]`));
  }
  if (!isMap(value)) return `${at === '' ? 'it' : at} is no map`;
  return first(Object.entries(shape.fields), ([field, inner]) =>
    misfit(value[field], inner, at === '' ? field : `${at}.${field}`),
  );
}

function isOf(value: Plain, kind: 'text' | 'boolean' | 'integer'): boolean {
  if (kind === 'text') return typeof value === 'string';
  return kind === 'boolean' ? typeof value === 'boolean' : Number.isInteger(value);
}

function first<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
