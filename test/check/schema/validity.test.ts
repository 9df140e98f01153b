import { check } from '../../../src/check/check';
import { RULES } from '../../../src/check/rules';
import { application, configMap, deployment, manifest } from '../../../src/check/rules/example';
import { readRepository } from '../../../src/sources/repository';

const rules = RULES.filter(({ code }) => code.startsWith('schema/'));

/** What is found in a folder that an Application delivers. */
async function judged(files: Readonly<Record<string, string>>) {
  const repository = await readRepository({
    files: { 'argosy.yaml': OWN, 'apps/shop.yaml': application('shop'), ...files },
  });
  const { findings, notKnown } = check({ repository, now: new Date('2026-01-01T00:00:00Z') }, rules);
  return {
    found: findings.map(
      ({ code, where: { file, line }, message, fix }) =>
        `${file}:${line}: ${message}${fix ? `; ${fix}` : ''} [${code}]`,
    ),
    notKnown: notKnown.map(({ what, why, declare }) => `${what}: ${why}${declare ? `; ${declare}` : ''}`),
  };
}

const OWN = 'repositories: [https://git.example/platform]\n';

function kubernetes(version: string) {
  return { 'argosy.yaml': `${OWN}kubernetes: { version: "${version}" }\n` };
}

const definition = manifest(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'name: ships.example.com',
  'spec:',
  '  group: example.com',
  '  names: { kind: Ship, plural: ships, singular: ship, listKind: ShipList }',
  '  scope: Namespaced',
  '  versions:',
  '    - name: v1',
  '      served: true',
  '      storage: true',
  '      schema:',
  '        openAPIV3Schema:',
  '          type: object',
  '          properties:',
  '            spec:',
  '              type: object',
  '              properties: { name: { type: string }, draught: { x-kubernetes-int-or-string: true } }',
  '              required: [name]',
  '    - name: v1beta1',
  '      served: true',
  '      storage: false',
  '    - name: v1alpha1',
  '      served: false',
  '      storage: false',
);

function ship(version: string, ...spec: readonly string[]) {
  return manifest(`example.com/${version}`, 'Ship', 'name: swan', 'spec:', ...spec.map((line) => `  ${line}`));
}

test('what is wrong stands at its own line, what is missing at the line of what it is missing from', async () => {
  expect(
    await judged({ 'shop/a.yaml': deployment('shop', ['env:', '  - value: a', '  - name: B', '    valu: b']) }),
  ).toEqual({
    found: [
      'shop/a.yaml:14: spec.template.spec.containers[0].env[0].name is missing; add it [schema/invalid]',
      'shop/a.yaml:16: spec.template.spec.containers[0].env[1].valu is no field of a Deployment; did you mean value? [schema/unknown-field]',
    ],
    notKnown: [],
  });
});

test('what no Application delivers, and nobody applies, is not looked at', async () => {
  expect(await judged({ 'elsewhere/a.yaml': deployment('shop', ['nonsense: 1']) })).toEqual({
    found: [],
    notKnown: [],
  });
});

test('a definition in the repository says what its kind may be', async () => {
  const found = await judged({
    'crds/ship.yaml': definition,
    'shop/good.yaml': ship('v1', 'name: swan', 'draught: 3'),
    'shop/bad.yaml': ship('v1', 'naem: swan', 'draught: 3.5'),
  });
  expect(found).toEqual({
    found: [
      'shop/bad.yaml:4: spec.name is missing; add it [schema/invalid]',
      'shop/bad.yaml:5: spec.naem is no field of a Ship; did you mean name? [schema/unknown-field]',
      'shop/bad.yaml:6: spec.draught is a number with a fraction, expected a whole number or a text [schema/invalid]',
    ],
    notKnown: [],
  });
});

test('a version that a definition does not serve, or says nothing of', async () => {
  expect(
    await judged({
      'crds/ship.yaml': definition,
      'shop/alpha.yaml': ship('v1alpha1', 'name: swan'),
      'shop/beta.yaml': ship('v1beta1', 'anything: 1'),
    }),
  ).toEqual({
    found: [
      'shop/alpha.yaml:1: ships.example.com does not serve version v1alpha1; write example.com/v1 or example.com/v1beta1 [schema/invalid]',
    ],
    notKnown: [
      'whether manifests of kind Ship of example.com/v1beta1 are valid: ships.example.com has no schema for it',
    ],
  });
});

test('a kind that nobody defines is told once as not known', async () => {
  expect(await judged({ 'shop/a.yaml': ship('v1', 'any: 1'), 'shop/b.yaml': ship('v1', 'any: 2') })).toEqual({
    found: [],
    notKnown: [
      'whether manifests of kind Ship of example.com/v1 are valid: nothing here says what may be in one; put its CustomResourceDefinition into the repository',
    ],
  });
});

test('the metadata of every kind is Kubernetes’ own', async () => {
  expect(
    await judged({
      'crds/ship.yaml': definition,
      'shop/a.yaml': manifest('example.com/v1', 'Ship', 'name: swan, label: { a: b }', 'spec: { name: swan }'),
      'shop/b.yaml': manifest('v1', 'ConfigMap', 'name: b, annotations: { a: 1 }'),
    }),
  ).toEqual({
    found: [
      'shop/a.yaml:3: metadata.label is no field of a Ship; did you mean labels? [schema/unknown-field]',
      'shop/b.yaml:3: metadata.annotations.a is a number, expected a text; put it into quotes [schema/invalid]',
    ],
    notKnown: [],
  });
});

test('a misspelt kind of Kubernetes’ own is an error', async () => {
  expect(await judged({ 'shop/a.yaml': manifest('apps/v1', 'Deploymnet', 'name: a') })).toEqual({
    found: ['shop/a.yaml:1: Kubernetes has no kind Deploymnet of apps/v1; did you mean Deployment? [schema/invalid]'],
    notKnown: [],
  });
  expect(await judged({ 'shop/a.yaml': manifest('v1', 'Deployment', 'name: a') })).toEqual({
    found: ['shop/a.yaml:1: Kubernetes has no kind Deployment of v1; write it as apps/v1 [schema/invalid]'],
    notKnown: [],
  });
});

const flowSchema = manifest(
  'flowcontrol.apiserver.k8s.io/v1beta3',
  'FlowSchema',
  'name: shop',
  'spec: { priorityLevelConfiguration: { name: exempt } }',
);

test('whether an API is gone depends on the version of Kubernetes, which may be declared', async () => {
  expect(await judged({ 'shop/a.yaml': flowSchema, ...kubernetes('1.31') })).toEqual({ found: [], notKnown: [] });
  expect(await judged({ 'shop/a.yaml': flowSchema, ...kubernetes('1.32') })).toEqual({
    found: [
      'shop/a.yaml:1: kind FlowSchema of flowcontrol.apiserver.k8s.io/v1beta3 is gone from Kubernetes 1.32: 1.31 was the last to have it; write it as flowcontrol.apiserver.k8s.io/v1 [schema/removed-api]',
    ],
    notKnown: [],
  });
  expect((await judged({ 'shop/a.yaml': flowSchema })).notKnown).toEqual([
    'whether the cluster has kind FlowSchema of flowcontrol.apiserver.k8s.io/v1beta3: only Kubernetes 1.28 to 1.31 has it; kubernetes.version',
  ]);
});

test('an API that is yet to come', async () => {
  const policy = { 'shop/a.yaml': manifest('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', 'name: a') };
  expect((await judged({ ...policy, ...kubernetes('1.29') })).found).toEqual([
    'shop/a.yaml:1: Kubernetes 1.29 does not have kind ValidatingAdmissionPolicy of admissionregistration.k8s.io/v1 yet: 1.30 is the first to have it; write it as admissionregistration.k8s.io/v1alpha1 [schema/invalid]',
  ]);
});

test('an API that is gone since before any version that is known', async () => {
  const ingress = { 'shop/a.yaml': manifest('extensions/v1beta1', 'Ingress', 'name: a') };
  const gone =
    'shop/a.yaml:1: kind Ingress of extensions/v1beta1 is gone since Kubernetes 1.22; write it as networking.k8s.io/v1 [schema/removed-api]';
  expect(await judged(ingress)).toEqual({ found: [gone], notKnown: [] });
  expect(await judged({ ...ingress, ...kubernetes('1.21') })).toEqual({ found: [], notKnown: [] });
});

test('a field that some versions of Kubernetes have is not known without one', async () => {
  // Since 1.34.
  const hostname = { 'shop/a.yaml': deployment('shop', [], ['hostnameOverride: a']) };
  expect(await judged({ ...hostname, ...kubernetes('1.34') })).toEqual({ found: [], notKnown: [] });
  expect((await judged({ ...hostname, ...kubernetes('1.33') })).found).toEqual([
    'shop/a.yaml:9: spec.template.spec.hostnameOverride is no field of a Deployment; remove it [schema/unknown-field]',
  ]);
  expect(await judged(hostname)).toEqual({
    found: [],
    notKnown: [
      'whether spec.template.spec.hostnameOverride of Deployment shop is valid: only Kubernetes 1.28 to 1.33 says that spec.template.spec.hostnameOverride is no field of a Deployment; kubernetes.version',
    ],
  });
});

test('a version of Kubernetes whose schemas are not known is said once', async () => {
  const files = { 'shop/a.yaml': deployment('shop', ['nonsense: 1']), 'shop/b.yaml': configMap('b') };
  const { found, notKnown } = await judged({ ...files, ...kubernetes('1.21') });
  expect({ found, notKnown }).toEqual({
    found: [],
    notKnown: [
      expect.stringMatching(
        /^whether manifests are valid for Kubernetes 1\.21: only what 1\.\d+ to 1\.\d+ have is known here$/,
      ),
    ],
  });
});

test('an unknown field of an Application is for the rule that knows what was meant; the rest is for the schema', async () => {
  const bad = application('bad').replace('spec:', 'spec:\n  syncWave: 1\n  revisionHistoryLimit: "3"');
  expect(await judged({ 'apps/bad.yaml': bad })).toEqual({
    found: [
      'apps/bad.yaml:6: spec.revisionHistoryLimit is a text, expected a whole number; remove the quotes [schema/invalid]',
    ],
    notKnown: [],
  });
});
