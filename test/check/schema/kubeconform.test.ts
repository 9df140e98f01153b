import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { bundled } from '../../../src/check/schema/bundled';
import { type Misfit, misfitsIn } from '../../../src/check/schema/holding';
import { askKubeconform, kubeconformProgram, kubeconformSummary } from '../../kubeconform/program';
import { keptSchema, writeSchemas } from '../../kubeconform/schemas';

type Json = Readonly<Record<string, unknown>>;

/** Of each group, and of each way to write a schema. */
const KINDS = [
  'v1 ConfigMap',
  'v1 LimitRange',
  'v1 PersistentVolume',
  'v1 PersistentVolumeClaim',
  'v1 Pod',
  'v1 ResourceQuota',
  'v1 Secret',
  'v1 Service',
  'apps/v1 Deployment',
  'apps/v1 StatefulSet',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'batch/v1 CronJob',
  'networking.k8s.io/v1 Ingress',
  'networking.k8s.io/v1 NetworkPolicy',
  'policy/v1 PodDisruptionBudget',
  'rbac.authorization.k8s.io/v1 ClusterRole',
  'storage.k8s.io/v1 StorageClass',
  'argoproj.io/v1alpha1 AppProject',
  'argoproj.io/v1alpha1 Application',
  'argoproj.io/v1alpha1 ApplicationSet',
  'bitnami.com/v1alpha1 SealedSecret',
  'cert-manager.io/v1 Certificate',
  'cert-manager.io/v1 ClusterIssuer',
  'metallb.io/v1beta1 IPAddressPool',
  'monitoring.coreos.com/v1 ServiceMonitor',
];

const DIST = join(__dirname, '../../../dist');
const SEED = Number(process.env.ARGOSY_ORACLE_SEED ?? '') || Date.now() % 1_000_000_007;
const CASES = Number(process.env.ARGOSY_ORACLE_CASES ?? '') || 300;

/** What the platforms of this repository deliver. */
const written = readdirSync(DIST, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => loadAll(readFileSync(join(DIST, name), 'utf8')) as Json[]);

test('every kind that the platforms of this repository deliver has a schema, by which it is valid', () => {
  expect(written.length).toBeGreaterThan(100);
  expect(written.filter((manifest) => ours(manifest).length > 0)).toEqual([]);
});

const program = kubeconformProgram();
const passes = 'all that the platforms of this repository deliver passes kubeconform -strict';
if (program === undefined)
  test.skip(`${passes} (kubeconform is not built: npm run e2e:build -- kubeconform)`, () => {});
else
  test(passes, () => {
    const schemas = mkdtempSync(join(tmpdir(), 'kubeconform-'));
    try {
      const kinds = new Set(written.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`));
      writeSchemas(schemas, (apiVersion, kind) => kinds.has(`${apiVersion} ${kind}`));
      expect(kubeconformSummary(program, schemas, DIST)).toEqual({
        valid: written.length,
        invalid: 0,
        errors: 0,
        skipped: 0,
        said: [],
      });
    } finally {
      rmSync(schemas, { recursive: true, force: true });
    }
  }, 120_000);

const agrees = 'manifests of many kinds, whole and damaged, are valid to both or to neither';
if (program === undefined)
  test.skip(`${agrees} (kubeconform is not built: npm run e2e:build -- kubeconform)`, () => {});
else
  test(agrees, () => {
    const folder = mkdtempSync(join(tmpdir(), 'kubeconform-'));
    try {
      const wanted = new Set([...KINDS, ...written.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)]);
      writeSchemas(join(folder, 'schemas'), (apiVersion, kind) => wanted.has(`${apiVersion} ${kind}`));
      const manifests = fc.sample(fc.oneof(damaged(fc.constantFrom(...written)), damaged(generated())), {
        numRuns: CASES,
        seed: SEED,
      });
      mkdirSync(join(folder, 'manifests'));
      const files = manifests.map((manifest, index) => {
        const file = join(folder, 'manifests', `${index}.json`);
        writeFileSync(file, JSON.stringify(manifest));
        return { file, manifest };
      });
      const theirs = askKubeconform(program, join(folder, 'schemas'), join(folder, 'manifests'));
      const verdicts = files.map(({ file, manifest }) => ({
        manifest,
        theirs: theirs.get(file),
        ours: ours(manifest),
      }));
      const disagreements = verdicts.filter(
        ({ theirs, ours }) => (theirs === 'valid') !== (ours.length === 0) && !(theirs === 'valid' && isStricter(ours)),
      );
      expect({ seed: SEED, disagreements }).toEqual({ seed: SEED, disagreements: [] });
      // Otherwise they would agree on nothing but what is plainly wrong, or plainly right.
      const valid = verdicts.filter(({ ours }) => ours.length === 0).length / verdicts.length;
      expect(valid).toBeGreaterThan(0.15);
      expect(valid).toBeLessThan(0.85);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

function ours(manifest: Json): readonly Misfit[] {
  const known = bundled().kinds.get(String(manifest.apiVersion))?.get(String(manifest.kind));
  if (known === undefined)
    throw new Error(`no schema of ${manifest.apiVersion} ${manifest.kind} comes with the package`);
  return misfitsIn(manifest, bundled().shape(known.schemas.at(-1) ?? 0));
}

/** What the API server refuses and kubeconform does not look at: quantities, base64, and numbers beyond 32 bits. */
function isStricter(misfits: readonly Misfit[]): boolean {
  return misfits.every(
    (misfit) =>
      misfit.is === 'wrong' &&
      ['a quantity such as 500m or 1Gi', 'base64', 'a whole number of 32 bits'].includes(misfit.expected),
  );
}

/** Manifests of a kind with fields as its schema says, some of them. */
function generated(): fc.Arbitrary<Json> {
  return fc.constantFrom(...KINDS).chain((line) => {
    const [apiVersion = '', kind = ''] = line.split(' ');
    const number = bundled().kinds.get(apiVersion)?.get(kind)?.schemas.at(-1);
    if (number === undefined) throw new Error(`no schema of ${line} comes with the package`);
    return valueBy(number, 0).map((value) => ({ ...(value as Json), apiVersion, kind }));
  });
}

function valueBy(number: number, depth: number): fc.Arbitrary<unknown> {
  const schema = keptSchema(number);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (schema['x-kubernetes-int-or-string'] === true) return fc.constantFrom(80, 'http', '25%');
  if (schema.format === 'quantity') return fc.constantFrom('500m', '1Gi', 2, 0.5);
  if (schema.format === 'date-time') return fc.constant('2030-01-31T12:00:00Z');
  if (schema.format === 'byte') return fc.constantFrom('', 'aGVsbG8=');
  switch (schema.type) {
    case 'string':
      return fc.constantFrom('web', 'a-b', '10.0.0.1', 'true', '');
    case 'integer':
      return fc.integer({ min: 0, max: 1000 });
    case 'number':
      return fc.constantFrom(0, 1.5);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return typeof schema.items === 'number'
        ? fc.array(valueBy(schema.items, depth + 1), { maxLength: 2 })
        : fc.constant([]);
    case 'object':
      return objectOf(schema, depth);
    default:
      return fc.constantFrom(1, 'x', null, { a: [] });
  }
}

function objectOf(schema: Json, depth: number): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Readonly<Record<string, number>>);
  const required = Array.isArray(schema.required) ? schema.required : [];
  const rest =
    typeof schema.additionalProperties === 'number'
      ? fc.dictionary(fc.constantFrom('one', 'two'), valueBy(schema.additionalProperties, depth + 1), { maxKeys: 2 })
      : fc.constant({});
  // The deeper, the fewer: a Pod has a thousand fields.
  const optional = properties.filter(([name]) => !required.includes(name));
  const some =
    depth > 6
      ? fc.constant([])
      : fc.subarray(optional, { maxLength: Math.min(optional.length, Math.max(1, 4 - depth)) });
  return some.chain((chosen) => {
    const always = properties.filter(([name]) => required.includes(name));
    const named = Object.fromEntries([...always, ...chosen].map(([name, inner]) => [name, valueBy(inner, depth + 1)]));
    return fc.tuple(fc.record(named), rest).map(([fields, others]) => ({ ...others, ...fields }));
  });
}

/** A manifest as it is, or with one value of it replaced, taken away or added. */
function damaged(manifests: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const damage = fc.record({
    place: fc.nat(),
    how: fc.constantFrom('not', 'replace', 'replace', 'remove', 'add'),
    value: fc.constantFrom<unknown>(5, 1.5, 'text', true, null, [], {}, [1], { a: 1 }, -1, 3e9, '1 GB'),
  });
  return fc.tuple(manifests, damage).map(([manifest, { place, how, value }]) => {
    if (how === 'not') return manifest;
    const copy = structuredClone(manifest) as Record<string, unknown>;
    const places = placesIn(copy).filter(({ path }) => !/^(apiVersion|kind|metadata|metadata,name)$/.test(path));
    const chosen = places[place % Math.max(1, places.length)];
    if (chosen === undefined) return copy;
    const { holder, key } = chosen;
    if (how === 'remove') {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
    } else if (how === 'replace' || Array.isArray(holder)) (holder as Record<string, unknown>)[key] = value;
    else holder.surplus = value;
    return copy;
  });
}

interface ValuePlace {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string;
  readonly path: string;
}

function placesIn(holder: object, path = ''): readonly ValuePlace[] {
  return Object.entries(holder).flatMap(([key, value]) => {
    const here = path === '' ? key : `${path},${key}`;
    const inner = typeof value === 'object' && value !== null ? placesIn(value, here) : [];
    return [{ holder: holder as Record<string, unknown>, key, path: here }, ...inner];
  });
}
