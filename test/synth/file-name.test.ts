import { fileName } from '../../src/synth/file-name';

test.each([
  [
    'a core kind is named without its group',
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'api' },
    'configmap-api.yaml',
  ],
  [
    'another kind is named with its group',
    { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', name: 'tls' },
    'certificate.cert-manager.io-tls.yaml',
  ],
  [
    'a namespace is said where the folder does not say it',
    { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', name: 'token', namespace: 'api-dev' },
    'sealedsecret.bitnami.com-api-dev_token.yaml',
  ],
  [
    'what a file system does not like is escaped',
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'system:controller/*' },
    'clusterrole.rbac.authorization.k8s.io-system%3acontroller%2f%2a.yaml',
  ],
  ['upper case is escaped', { apiVersion: 'v1', kind: 'ConfigMap', name: 'Api' }, 'configmap-%41pi.yaml'],
  ['an underscore is escaped', { apiVersion: 'v1', kind: 'ConfigMap', name: 'a_b' }, 'configmap-a%5fb.yaml'],
  ['a percent sign is escaped', { apiVersion: 'v1', kind: 'ConfigMap', name: 'a%5fb' }, 'configmap-a%255fb.yaml'],
  [
    'other letters are escaped byte by byte',
    { apiVersion: 'v1', kind: 'ConfigMap', name: 'é' },
    'configmap-%c3%a9.yaml',
  ],
  ['a name of two dots stays in its folder', { apiVersion: 'v1', kind: 'ConfigMap', name: '..' }, 'configmap-...yaml'],
])('%s', (_title, parts, expected) => {
  expect(fileName(parts)).toBe(expected);
});

test('another version of the same group is the same file, because it is the same object', () => {
  expect(fileName({ apiVersion: 'batch/v1', kind: 'CronJob', name: 'a' })).toBe(
    fileName({ apiVersion: 'batch/v1beta1', kind: 'CronJob', name: 'a' }),
  );
});

test('a name that fits to the last byte is not shortened', () => {
  const longest = fileName({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a'.repeat(240) });
  expect(longest).toBe(`configmap-${'a'.repeat(240)}.yaml`);
  expect(longest).toHaveLength(255);
});

test('a longer name is cut and ends with a hash of all of it', () => {
  expect(fileName({ apiVersion: 'v1', kind: 'ConfigMap', name: 'a'.repeat(241) })).toMatch(
    /^configmap-a{223}_[0-9a-f]{16}\.yaml$/,
  );
});

test('long names that differ at their end only are different files', () => {
  const name = 'a'.repeat(252);
  expect(fileName({ apiVersion: 'v1', kind: 'ConfigMap', name: `${name}b` })).not.toBe(
    fileName({ apiVersion: 'v1', kind: 'ConfigMap', name: `${name}c` }),
  );
});

test('the one ambiguity is a dash in a group, and no two groups of one kind are that alike', () => {
  expect(fileName({ apiVersion: 'cert/v1', kind: 'Issuer', name: 'manager.io-a' })).toBe(
    fileName({ apiVersion: 'cert-manager.io/v1', kind: 'Issuer', name: 'a' }),
  );
});
