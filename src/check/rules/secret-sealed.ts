import type { Manifest, Repository } from '../../sources/model';
import { Findings } from '../answers';
import { deliveriesOf } from '../delivery';
import { environmentOf, withoutEnvironment } from '../environments';
import { entriesAt, groupBy, textAt, valueAt } from '../reading';
import type { Rule } from '../rule';
import { application, manifest } from './example';

function sealedSecrets({ manifests }: Repository): readonly Manifest[] {
  return manifests.filter(({ group, kind }) => group === 'bitnami.com' && kind === 'SealedSecret');
}

/** As long as a value that was sealed with a 4096 bit key. */
const CIPHERTEXT = Buffer.concat([Buffer.from([2, 0]), Buffer.alloc(560)]).toString('base64');

function sealed(metadata: string, template: readonly string[] = [], ciphertext = CIPHERTEXT, key = 'password'): string {
  return manifest(
    'bitnami.com/v1alpha1',
    'SealedSecret',
    metadata,
    'spec:',
    '  encryptedData:',
    `    ${key}: ${ciphertext}`,
    ...(template.length === 0 ? [] : ['  template:', '    metadata:', ...template.map((line) => `      ${line}`)]),
  );
}

const SCOPES = ['sealedsecrets.bitnami.com/cluster-wide', 'sealedsecrets.bitnami.com/namespace-wide'] as const;

function scopeAt(object: unknown, ...path: readonly string[]): string {
  const found = SCOPES.find((scope) => String(valueAt(object, ...path, 'annotations', scope)) === 'true');
  return found?.slice('sealedsecrets.bitnami.com/'.length) ?? 'strict';
}

const GOOD = {
  files: { 'apps/shop.yaml': application('shop'), 'shop/secret.yaml': sealed('name: database, namespace: shop') },
};

const scope: Rule = {
  code: 'secret/scope',
  severity: 'error',
  holds: "a SealedSecret's scope, name and namespace are the ones its template says",
  why: 'The controller reads scope, name and namespace of the SealedSecret itself: with others than it was sealed for it opens nothing.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/secret.yaml': sealed('name: database, namespace: shop', ['name: database', 'namespace: web']),
    },
    found: [{ file: 'shop/secret.yaml', line: 10 }],
  },
  good: GOOD,
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of sealedSecrets(repository)) {
      const template = ['spec', 'template', 'metadata'];
      for (const field of ['name', 'namespace'] as const) {
        const said = textAt(each.object, ...template, field);
        if (said === undefined || each[field] === '' || said === each[field]) continue;
        findings.add({
          at: each,
          path: [...template, field],
          message: `SealedSecret ${each.name} has the ${field} ${each[field]}, and its template ${said}`,
          fix: 'seal the values for the name and namespace that are meant, and write them in both places',
        });
      }
      const [own, inTemplate] = [scopeAt(each.object, 'metadata'), scopeAt(each.object, ...template)];
      // A strict template says nothing: the scope stands on the SealedSecret then.
      if (inTemplate === 'strict' || inTemplate === own) continue;
      findings.add({
        at: each,
        path: [...template, 'annotations', `sealedsecrets.bitnami.com/${inTemplate}`],
        message: `SealedSecret ${each.name} is ${own}, and its template ${inTemplate}`,
        fix: 'annotate the SealedSecret itself with the scope that it was sealed for',
      });
    }
    return findings.judgement();
  },
};

const ciphertext: Rule = {
  code: 'secret/ciphertext',
  severity: 'error',
  holds: 'every sealed value is canonical base64 and has the structure of one',
  why: 'The controller unseals all of a SealedSecret or nothing: one value that was cut or edited keeps the whole Secret away.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/secret.yaml': sealed('name: database, namespace: shop', [], CIPHERTEXT.slice(0, 400)),
    },
    found: [{ file: 'shop/secret.yaml', line: 6 }],
  },
  good: GOOD,
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of sealedSecrets(repository)) {
      for (const [key, value] of entriesAt(each.object, 'spec', 'encryptedData')) {
        const problem = typeof value === 'string' ? problemOf(value) : 'is no text';
        if (problem === undefined) continue;
        findings.add({
          at: each,
          path: ['spec', 'encryptedData', key],
          message: `the sealed value ${key} of ${each.name} ${problem}`,
          fix: 'seal the value anew',
        });
      }
    }
    return findings.judgement();
  },
};

/** The length of the RSA block comes first, in two bytes; after it at least the tag of the value. */
function problemOf(text: string): string | undefined {
  // A template of a chart or a set is filled in later.
  if (text.includes('{{')) return undefined;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return 'is not canonical base64, so it was cut or edited';
  const block = bytes.length < 2 ? 0 : bytes.readUInt16BE();
  if (block < 256 || block > 2048) return 'does not begin as what an RSA key of a controller makes';
  return bytes.length < 2 + block + 16
    ? `is ${bytes.length} bytes long, expected at least ${2 + block + 16}`
    : undefined;
}

const KEYS = 'sealed.argosy.io/keys';

const NOTE = (sealedAt: string) =>
  manifest(
    'bitnami.com/v1alpha1',
    'SealedSecret',
    `name: database, namespace: shop, annotations: { ${KEYS}: "password: {ciphertext: ${CIPHERTEXT.slice(0, 24)}, sealedAt: '${sealedAt}', sealingKey: 'sha256:0', rotateAfter: 90d}" }`,
    'spec:',
    '  encryptedData:',
    `    password: ${CIPHERTEXT}`,
  );

const rotationDue: Rule = {
  code: 'secret/rotation-due',
  severity: 'warning',
  holds: 'nothing is past the date by which it was to be rotated',
  why: 'A credential that stays for ever is one that leaks some day.',
  bad: {
    files: { 'apps/shop.yaml': application('shop'), 'shop/secret.yaml': NOTE('2020-01-01T00:00:00Z') },
    found: [{ file: 'shop/secret.yaml', line: 3 }],
  },
  good: { files: { 'apps/shop.yaml': application('shop'), 'shop/secret.yaml': NOTE('2999-01-01T00:00:00Z') } },
  judge: ({ repository, now }) => {
    const findings = new Findings();
    for (const each of sealedSecrets(repository)) {
      for (const line of (textAt(each.object, 'metadata', 'annotations', KEYS) ?? '').split('\n')) {
        const [, key = '', note = ''] = /^\s*["']?([^\s"':]+)["']?:\s*\{(.*)\}\s*$/.exec(line) ?? [];
        const sealedAt = Date.parse(fieldOf(note, 'sealedAt'));
        const days = Number(/^(\d+)d$/.exec(fieldOf(note, 'rotateAfter'))?.[1] ?? Number.NaN);
        const value = textAt(each.object, 'spec', 'encryptedData', key) ?? '';
        // kubeseal replaces a value and leaves the note about the one before.
        if (!value.startsWith(fieldOf(note, 'ciphertext'))) continue;
        const due = sealedAt + days * 86_400_000;
        if (Number.isNaN(due) || due >= now.getTime()) continue;
        findings.add({
          at: each,
          path: ['metadata', 'annotations', KEYS],
          message: `the value ${key} of ${each.name} was to be rotated by ${new Date(due).toISOString().slice(0, 10)}`,
          fix: 'make a new value where it is issued, and seal it for all who use it',
        });
      }
    }
    return findings.judgement();
  },
};

function fieldOf(note: string, field: string): string {
  return new RegExp(`(?:^|[\\s,])${field}:\\s*["']?([^"',}]*)`).exec(note)?.[1]?.trim() ?? '';
}

const environmentDrift: Rule = {
  code: 'secret/environment-drift',
  severity: 'warning',
  holds: 'the same secret has the same keys and the same scope in every environment',
  why: 'A key that dev has and prod lacks is found when prod starts.',
  bad: {
    files: {
      'apps/dev.yaml': application('shop-dev'),
      'apps/prod.yaml': application('shop-prod'),
      'shop-dev/secret.yaml': sealed('name: database, namespace: shop-dev'),
      'shop-prod/secret.yaml': sealed('name: database, namespace: shop-prod', [], CIPHERTEXT, 'user'),
    },
    found: [{ file: 'shop-prod/secret.yaml', line: 5 }],
  },
  good: {
    files: {
      'apps/dev.yaml': application('shop-dev'),
      'apps/prod.yaml': application('shop-prod'),
      'shop-dev/secret.yaml': sealed('name: database, namespace: shop-dev'),
      'shop-prod/secret.yaml': sealed('name: database, namespace: shop-prod'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const delivered = deliveriesOf(repository).filter(
      ({ manifest: { group, kind } }) => group === 'bitnami.com' && kind === 'SealedSecret',
    );
    const same = groupBy(delivered, ({ manifest: { name }, namespace }) => {
      const environment = environmentOf(repository, namespace);
      return environment === undefined
        ? `${namespace}/${name}`
        : `${withoutEnvironment(namespace, environment)}/${withoutEnvironment(name, environment)}`;
    });
    for (const [first, ...others] of same.values()) {
      if (first === undefined) continue;
      for (const other of others) {
        if (environmentOf(repository, first.namespace) === environmentOf(repository, other.namespace)) continue;
        const difference = differenceOf(first.manifest, other.manifest);
        if (difference === undefined) continue;
        findings.add({
          at: other.manifest,
          path: ['spec', 'encryptedData'],
          message: `SealedSecret ${other.manifest.name} of ${other.namespace} ${difference} that of ${first.namespace}`,
          fix: 'seal the same keys with the same scope for both',
        });
      }
    }
    return findings.judgement();
  },
};

function differenceOf(one: Manifest, other: Manifest): string | undefined {
  const keys = keysOf(one);
  const otherKeys = keysOf(other);
  const lacking = keys.filter((key) => !otherKeys.includes(key));
  const more = otherKeys.filter((key) => !keys.includes(key));
  if (lacking.length > 0) return `lacks ${lacking.join(', ')} of`;
  if (more.length > 0) return `has ${more.join(', ')} besides the keys of`;
  const scopes = [scopeAt(one.object, 'metadata'), scopeAt(other.object, 'metadata')];
  return scopes[0] === scopes[1] ? undefined : `is ${scopes[1]}, other than`;
}

function keysOf({ object }: Manifest): readonly string[] {
  return entriesAt(object, 'spec', 'encryptedData')
    .map(([key]) => key)
    .sort();
}

export const sealedSecretRules: readonly Rule[] = [scope, ciphertext, rotationDue, environmentDrift];
