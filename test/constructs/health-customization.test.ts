import { HealthCustomization } from 'cdk8s-argosy';
import { aPlatform, findings, manifest } from './builders';

test('the health of a kind is a key of argocd-cm', () => {
  const { instance } = aPlatform();
  new HealthCustomization(instance, 'claim', {
    group: '',
    kind: 'PersistentVolumeClaim',
    lua: '\n  return health\n\n',
  });
  new HealthCustomization(instance, 'kafka', { group: 'kafka.strimzi.io', kind: 'Kafka', lua: 'return health' });
  expect(manifest(instance, 'ConfigMap', 'argocd-cm').data).toMatchObject({
    'resource.customizations.health.PersistentVolumeClaim': 'return health\n',
    'resource.customizations.health.kafka.strimzi.io_Kafka': 'return health\n',
  });
});

test('another health of Application than the one that waves need is an error', () => {
  const { instance } = aPlatform();
  new HealthCustomization(instance, 'mine', { group: 'argoproj.io', kind: 'Application', lua: 'return {}' });
  expect(findings(instance)).toEqual([
    'mlops/bootstrap/argocd: argocd-cm key "resource.customizations.health.argoproj.io_Application" is set by ' +
      'mlops/bootstrap/argocd/application and differently by mlops/bootstrap/argocd/mine; keep one of them',
  ]);
});
