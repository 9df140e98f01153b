import { Chart, Size } from 'cdk8s';
import {
  Application,
  ApplicationGroup,
  Environment,
  nfs,
  type Platform,
  ROLLOUT_RETRY,
  SealedSecret,
  Source,
  StorageApp,
  type SyncProps,
} from 'cdk8s-argosy';
import { FastApi } from './fastapi';
import { Mlflow } from './mlflow';
import { environmentProject } from './projects';
import type { Settings } from './settings';

/** One environment: its project, namespaces, secrets, storage, and the core in the order in which it rolls out. */
export function environment<const E extends string>(platform: Platform, name: E, settings: Settings): Environment<E> {
  const env = new Environment(platform, name, {
    project: environmentProject(platform, name),
    sync: SYNC,
    namespaceLabels: { team: 'ml-platform' },
  });
  const fastapi = env.namespaceFor('fastapi');
  const mlflow = env.namespaceFor('mlflow');

  const secrets = new Chart(env, 'secrets-content');
  const awsOfFastApi = new SealedSecret(secrets, 'fastapi-aws', { namespace: fastapi, ...AWS_CREDENTIALS });
  const reloadToken = new SealedSecret(secrets, 'fastapi-token', {
    namespace: fastapi,
    name: `fastapi-token-${name}-secret`,
    keys: ['RELOAD_SECRET_TOKEN'],
  });
  const slack = new SealedSecret(secrets, 'fastapi-slack', {
    namespace: fastapi,
    name: `slack-webhook-${name}-secret`,
    keys: ['SLACK_WEBHOOK_URL'],
  });
  const awsOfMlflow = new SealedSecret(secrets, 'mlflow-aws', { namespace: mlflow, ...AWS_CREDENTIALS });
  const database = new SealedSecret(secrets, 'mlflow-db', {
    namespace: mlflow,
    name: `mlflow-db-${name}-secret`,
    keys: ['username', 'password'],
  });
  const secretsApp = new Application(env, 'secrets', { source: Source.content(secrets), namespace: env.home });

  const logs = new StorageApp(env, 'fastapi-logs', {
    namespace: fastapi,
    claims: {
      logs: {
        name: `fastapi-logs-pvc-${name}`,
        volume: `fastapi-logs-pv-${name}`,
        size: Size.gibibytes(5),
        access: 'ReadWriteMany',
        from: nfs(settings.nfs.server, `${settings.nfs.root}/fastapi/logs/${name}`),
      },
    },
  });

  const mlflowContent = new Chart(env, 'mlflow-content');
  const tracking = new Mlflow(mlflowContent, 'mlflow', {
    ...settings.mlflow,
    namespace: mlflow,
    host: `mlflow.${settings.domain}`,
    artifacts: `s3://mlflow-artifacts-keonho/${name}`,
    aws: awsOfMlflow,
    user: database.key('username'),
    password: database.key('password'),
    clients: [fastapi, env.namespaceFor('airflow')],
  });
  const fastapiContent = new Chart(env, 'fastapi-content');
  new FastApi(fastapiContent, 'fastapi', {
    ...settings.fastapi,
    namespace: fastapi,
    host: `fastapi.${settings.domain}`,
    tracking: tracking.url,
    triton: `http://triton.triton-${name}.svc.cluster.local:8000`,
    logs: logs.claim('logs'),
    secrets: [awsOfFastApi, reloadToken, slack],
    clients: [env.namespaceFor('airflow'), env.namespaceFor('monitoring')],
  });
  new ApplicationGroup(env, 'mlops-core', {
    delivery: settings.delivery,
    waves: { first: 10, step: 10 },
    after: [secretsApp, logs],
    applications: {
      mlflow: { source: Source.content(mlflowContent), namespace: mlflow },
      fastapi: { source: Source.content(fastapiContent), namespace: fastapi },
    },
  });
  return env;
}

/** How everything here is synced; namespaces are declared, so no Application makes one by itself. */
const SYNC: SyncProps = {
  prune: 'last',
  options: ['ApplyOutOfSyncOnly=true', 'ServerSideApply=true'],
  // The first rollout waits for the controllers of another root; five retries give up before they are there.
  retry: ROLLOUT_RETRY,
};

const AWS_CREDENTIALS = {
  name: 'aws-credentials-secret',
  keys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_DEFAULT_REGION'],
} as const;
