import { Chart } from 'cdk8s';
import { Notifications } from 'cdk8s-argosy';
import { aPlatform, dev, findings, inChart } from './builders';

test('services, templates, triggers and subscriptions are keys of one ConfigMap', () => {
  const env = dev(aPlatform({ instance: { namespace: 'gitops' } }));
  const chart = new Chart(env, 'content');
  new Notifications(chart, 'notifications', {
    services: { slack: 'token: $slack-token\n' },
    templates: { 'sync-failed': 'message: {{ .app.metadata.name }} failed\n' },
    triggers: {
      'on-sync-failed': {
        description: 'a sync failed',
        when: "app.status.operationState.phase in ['Error', 'Failed']",
        send: ['sync-failed'],
        oncePer: 'app.status.sync.revision',
      },
    },
    subscriptions: [{ recipients: ['slack:alerts', 'slack'], triggers: ['on-sync-failed'] }],
    context: { url: 'https://argocd.example.com' },
  });
  const [made] = inChart(chart);
  expect(made).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'argocd-notifications-cm',
      namespace: 'gitops',
      labels: { 'app.kubernetes.io/name': 'argocd-notifications-cm', 'app.kubernetes.io/part-of': 'argocd' },
    },
    data: {
      context: '{\n  "url": "https://argocd.example.com"\n}\n',
      'service.slack': 'token: $slack-token\n',
      'template.sync-failed': 'message: {{ .app.metadata.name }} failed\n',
      'trigger.on-sync-failed': `[
  {
    "description": "a sync failed",
    "when": "app.status.operationState.phase in ['Error', 'Failed']",
    "send": [
      "sync-failed"
    ],
    "oncePer": "app.status.sync.revision"
  }
]
`,
      subscriptions: `[
  {
    "recipients": [
      "slack:alerts",
      "slack"
    ],
    "triggers": [
      "on-sync-failed"
    ]
  }
]
`,
    },
  });
  expect(findings(env)).toEqual([]);
});

test('a trigger that nobody hears of is an error', () => {
  const env = dev();
  new Notifications(new Chart(env, 'content'), 'notifications', {
    services: { slack: '' },
    templates: { failed: '' },
    triggers: { 'on-failed': { when: 'true', send: ['failed'] }, 'on-lost': { when: 'true', send: ['failed'] } },
    subscriptions: [{ recipients: ['slack:alerts'], triggers: ['on-failed'] }],
  });
  expect(findings(env)).toEqual([
    'mlops/dev/content/notifications: trigger "on-lost" has no subscription, so nobody hears of it; ' +
      'subscribe to it or drop it',
  ]);
});

test('a service with a name of its own is told by that name', () => {
  const env = dev();
  const chart = new Chart(env, 'content');
  new Notifications(chart, 'notifications', {
    services: { 'webhook.slack_webhook': 'url: $slack-url\n', slack: '' },
    templates: { failed: '' },
    triggers: { 'on-failed': { when: 'true', send: ['failed'] } },
    subscriptions: [{ recipients: ['slack_webhook', 'slack:alerts'], triggers: ['on-failed'] }],
  });
  expect(inChart(chart)[0]?.data).toMatchObject({ 'service.webhook.slack_webhook': 'url: $slack-url\n' });
  expect(findings(env)).toEqual([]);
});

test('a service with two dots is an error, because Argo CD would refuse all of the ConfigMap', () => {
  const env = dev();
  new Notifications(new Chart(env, 'content'), 'notifications', {
    services: { 'webhook.team.slack': '' },
    templates: { failed: '' },
    triggers: { 'on-failed': { when: 'true', send: ['failed'] } },
    subscriptions: [{ recipients: ['team.slack'], triggers: ['on-failed'] }],
  });
  expect(findings(env)).toEqual([
    'mlops/dev/content/notifications: service "webhook.team.slack" has more than one dot, so Argo CD refuses all of ' +
      'its notifications; call it <type> or <type>.<name>',
  ]);
});
