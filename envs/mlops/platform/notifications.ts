import { ApiObject, Chart } from 'cdk8s';
import { Application, type Environment, type Namespace, Notifications, SealedSecret, Source } from 'cdk8s-argosy';

const URL = 'https://argocd.local';

/** What Argo CD tells Slack: three templates, three triggers, and one subscription of every Application to all of them. */
export function notifications(
  platform: Environment<'platform'>,
  { namespace, after }: { readonly namespace: Namespace<'platform'>; readonly after: Application<'platform'> },
) {
  const content = new Chart(platform, 'notifications-content');
  const secret = new SealedSecret(content, 'secret', {
    namespace,
    name: 'argocd-notifications-secret',
    keys: ['slack-webhook'],
  });
  handOver(platform, secret.name);
  new Notifications(content, 'notifications', {
    context: { argocdUrl: URL },
    services: {
      'webhook.slack_webhook': yaml({
        url: `$${secret.key('slack-webhook').key}`,
        headers: [{ name: 'Content-Type', value: 'application/json' }],
      }),
    },
    templates: {
      'send-slack-status': slack('%s: sync %s, health %s', ['.app.status.sync.status', '.app.status.health.status']),
      'send-slack-failed': slack('%s: sync failed in phase %s: %s', [
        '.app.status.operationState.phase',
        '.app.status.operationState.message',
      ]),
      'send-slack-degraded': slack('%s: health %s, sync %s', ['.app.status.health.status', '.app.status.sync.status']),
    },
    triggers: {
      'on-sync-status-change': {
        description: 'Application is synced or out of sync',
        when: "app.status.sync.status in ['Synced', 'OutOfSync']",
        send: ['send-slack-status'],
        // The condition of the record is always true, so it would be sent once and never again.
        oncePer: '[app.status.sync.status, app.status.sync.revision, app.status.sync.revisions]',
      },
      'on-sync-failed': {
        description: 'a sync has failed',
        when: "app.status.operationState != nil and app.status.operationState.phase in ['Error', 'Failed']",
        send: ['send-slack-failed'],
      },
      'on-health-degraded': {
        description: 'Application is degraded',
        when: "app.status.health.status == 'Degraded'",
        send: ['send-slack-degraded'],
      },
    },
    subscriptions: [
      {
        recipients: ['slack_webhook'],
        triggers: ['on-sync-status-change', 'on-sync-failed', 'on-health-degraded'],
      },
    ],
  });
  return new Application(platform, 'notifications', {
    source: Source.content(content),
    namespace,
    after: [after],
    deletion: 'keep',
  });
}

/** Argo CD ships this Secret empty, and Sealed Secrets fills no Secret that another has made, unless it is told to. */
function handOver(platform: Environment<'platform'>, name: string): void {
  const { bootstrap, instance } = platform.platform;
  new ApiObject(bootstrap, 'notifications-secret', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name,
      namespace: instance.namespace,
      annotations: { 'sealedsecrets.bitnami.com/managed': 'true' },
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
    },
  });
}

/** A message that begins with the Application's name; a quote in what it reports must not break the JSON around it. */
function slack(format: string, values: readonly string[]): string {
  const link = '<%s/applications/%s|Open in Argo CD>';
  const text = `printf "*${format.replace('%s', '%s*')}\\n${link}" ${[
    '.app.metadata.name',
    ...values,
    '.context.argocdUrl',
    '.app.metadata.name',
  ].join(' ')}`;
  return yaml({ webhook: { slack_webhook: { method: 'POST', body: `{"text": {{ ${text} | toJson }}}` } } });
}

/** JSON is YAML, and says the same to every reader. */
function yaml(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
