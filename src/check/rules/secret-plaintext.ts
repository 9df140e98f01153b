import type { Manifest, Repository } from '../../sources/model';
import { Findings } from '../answers';
import { placeIn } from '../application-place';
import { credentialIn, isCredentialNamed, isPlaceholder, mayHoldCredential } from '../credential';
import { called, manifestsOf, specOf } from '../delivery';
import { containersOf, podTemplateOf } from '../pods';
import { entriesAt, itemsAt, leavesOf, textAt, valueAt } from '../reading';
import type { Rule } from '../rule';
import { application, deployment, manifest } from './example';

/** What stands in the repository, and what its Kustomize generators make of it. */
function written(repository: Repository): readonly Manifest[] {
  const made = repository.applications.flatMap(manifestsOf).filter(({ origin }) => origin.renderedBy === 'kustomize');
  return [...repository.manifests, ...made];
}

const SEALED = manifest(
  'bitnami.com/v1alpha1',
  'SealedSecret',
  'name: database, namespace: shop',
  'spec:',
  '  encryptedData:',
  `    password: ${Buffer.concat([Buffer.from([2, 0]), Buffer.alloc(560)]).toString('base64')}`,
);

const plaintext: Rule = {
  code: 'secret/plaintext',
  severity: 'error',
  holds: 'no Secret with its values stands in the repository',
  why: 'It is readable to everyone who can read the repository, and in its history for ever; base64 hides nothing.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/secret.yaml': manifest('v1', 'Secret', 'name: database', 'stringData: { password: hunter2 }'),
    },
    found: [{ file: 'shop/secret.yaml', line: 4 }],
  },
  good: { files: { 'apps/shop.yaml': application('shop'), 'shop/secret.yaml': SEALED } },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of written(repository)) {
      if (each.kind !== 'Secret' || each.group !== '' || isEncrypted(each)) continue;
      for (const field of ['data', 'stringData'] as const) {
        const keys = entriesAt(each.object, field)
          .filter(([key, value]) => isValue(field, value) && !isHarmless(each, key))
          .map(([key]) => key);
        if (keys.length === 0) continue;
        findings.add({
          at: each,
          path: [field],
          message: `Secret ${each.name} stands here with its values: ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', ...' : ''}`,
          fix: 'seal it, or take it from an external store; then change the values, as the history keeps these',
        });
      }
    }
    return findings.judgement();
  },
};

/** SOPS encrypts the values in place and says so beside them. */
function isEncrypted({ object }: Manifest): boolean {
  return valueAt(object, 'sops') !== undefined;
}

function isValue(field: 'data' | 'stringData', value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const text = field === 'data' ? Buffer.from(value, 'base64').toString() : value;
  return !isPlaceholder(value) && !isPlaceholder(text);
}

/** What Argo CD's own Secrets of repositories and clusters say besides their credentials. */
function isHarmless({ object }: Manifest, key: string): boolean {
  if (textAt(object, 'metadata', 'labels', 'argocd.argoproj.io/secret-type') === undefined) return false;
  return /^(type|url|name|project|server|enableOCI|enableLfs|insecure|forceHttpBasicAuth|namespaces|clusterResources|shard|proxy|noProxy)$/.test(
    key,
  );
}

const credentialInConfig: Rule = {
  code: 'secret/credential-in-config',
  severity: 'error',
  holds: 'no credentials stand in ConfigMaps, environment variables, Helm values or URLs',
  why: 'They are readable to everyone who can read the repository, and to everyone who may look at a Pod.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': deployment('shop', ['env:', '  - name: DATABASE_PASSWORD', '    value: hunter2']),
    },
    found: [{ file: 'shop/deployment.yaml', line: 15 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/secret.yaml': SEALED,
      'shop/deployment.yaml': deployment('shop', [
        'env:',
        '  - name: DATABASE_PASSWORD',
        '    valueFrom: { secretKeyRef: { name: database, key: password } }',
      ]),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const fix = 'take it from a Secret that is sealed, and change it, as the history keeps this one';
    for (const each of written(repository)) {
      for (const { path, what } of credentialsOf(each)) {
        findings.add({ at: each, path, message: `${each.kind} ${each.name} has ${what} in plain text`, fix });
      }
    }
    for (const each of repository.applications) {
      const spec = specOf(each);
      const sources = [
        ...itemsAt(spec, 'sources').map((source, index) => ({ source, path: ['spec', 'sources', index] })),
        { source: valueAt(spec, 'source'), path: ['spec', 'source'] },
      ];
      for (const { source, path } of sources) {
        for (const { path: inside, what } of credentialsOfSource(source)) {
          findings.add({
            ...placeIn(each, [...path, ...inside]),
            message: `Application ${called(each)} has ${what} in plain text`,
            fix,
          });
        }
      }
    }
    return findings.judgement();
  },
};

interface Found {
  readonly path: readonly (string | number)[];
  readonly what: string;
}

function credentialsOf(each: Manifest): readonly Found[] {
  const { object, kind, group } = each;
  if (kind === 'ConfigMap' && group === '') {
    return entriesAt(object, 'data').flatMap(([key, value]) => judged(['data', key], key, value));
  }
  const workload = podTemplateOf(each);
  if (workload === undefined) return [];
  return containersOf(workload).flatMap(({ container, path }) => [
    ...itemsAt(container, 'env').flatMap((variable, index) =>
      judged([...path, 'env', index, 'value'], textAt(variable, 'name') ?? '', valueAt(variable, 'value')),
    ),
    ...(['command', 'args'] as const).flatMap((list) =>
      itemsAt(container, list).flatMap((argument, index) => judged([...path, list, index], '', argument)),
    ),
  ]);
}

function judged(path: readonly (string | number)[], key: string, value: unknown): readonly Found[] {
  if (typeof value !== 'string') return [];
  const what = credentialIn(value) ?? (isCredentialNamed(key, value) ? `the value of ${key}` : undefined);
  return what === undefined ? [] : [{ path, what }];
}

function credentialsOfSource(source: unknown): readonly Found[] {
  const values = leavesOf(valueAt(source, 'helm', 'valuesObject'), ['helm', 'valuesObject']).flatMap(({ path, text }) =>
    judged(path, String(path.findLast((step) => typeof step === 'string')), text),
  );
  const parameters = itemsAt(source, 'helm', 'parameters').flatMap((parameter, index) =>
    judged(['helm', 'parameters', index, 'value'], textAt(parameter, 'name') ?? '', valueAt(parameter, 'value')),
  );
  return [
    ...judged(['repoURL'], '', valueAt(source, 'repoURL')),
    ...values,
    ...parameters,
    ...credentialsOfLines(textAt(source, 'helm', 'values') ?? ''),
  ];
}

/** Helm values that stand as text: a line tells by its key as well as parsed ones do. */
function credentialsOfLines(text: string): readonly Found[] {
  if (!mayHoldCredential(text)) return [];
  const path = ['helm', 'values'];
  const lines = text.split('\n').flatMap((line) => {
    const [, key = '', value = ''] = /^\s*(?:- )?"?([\w.-]+)"?:\s+(\S.*)$/.exec(line) ?? [];
    return key === '' ? judged(path, '', line) : judged(path, key, scalarIn(value));
  });
  return lines.length > 0 ? lines.slice(0, 1) : judged(path, '', text);
}

function scalarIn(written: string): string {
  const [, quoted] = /^"([^"]*)"|^'([^']*)'/.exec(written)?.filter((part) => part !== undefined) ?? [];
  return quoted ?? written.split(/(?<=\s)#/)[0]?.trim() ?? '';
}

export const plaintextRules: readonly Rule[] = [plaintext, credentialInConfig];
