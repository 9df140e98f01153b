import { Chart } from 'cdk8s';
import { ApplicationGroup, type Environment, type Ordered, Source } from 'cdk8s-argosy';
import { Airflow } from './airflow';
import { FastApi } from './fastapi';
import { Mlflow } from './mlflow';
import type { Namespaces } from './namespaces';
import type { Secrets } from './secrets';
import type { Settings } from './settings';
import type { Storage } from './storage';
import { Triton } from './triton';

export interface CoreProps<E extends string> {
  readonly settings: Settings;
  readonly namespaces: Namespaces<E>;
  readonly secrets: Secrets<E>;
  readonly storage: Storage<E>;
  readonly after: readonly Ordered<E>[];
}

/** MLflow, Airflow, Triton and FastAPI, delivered in this order. Returns whose metrics can be read. */
export function core<E extends string>(
  env: Environment<E>,
  { settings, namespaces, secrets, storage, after }: CoreProps<E>,
) {
  const { mlflow, airflow, triton, fastapi, monitoring } = namespaces;
  const content = {
    mlflow: new Chart(env, 'mlflow-content'),
    airflow: new Chart(env, 'airflow-content'),
    triton: new Chart(env, 'triton-content'),
    fastapi: new Chart(env, 'fastapi-content'),
  };
  const host = (app: string) => `${app}.${settings.domain}`;
  const bucket = `s3://mlflow-artifacts-keonho/${env.name}` as const;
  const tracking = new Mlflow(content.mlflow, 'mlflow', {
    ...settings.mlflow,
    namespace: mlflow,
    host: host('mlflow'),
    artifacts: bucket,
    aws: secrets.mlflow.aws,
    credentials: secrets.mlflow.database,
    clients: [airflow, fastapi],
  });
  const inference = new Triton(content.triton, 'triton', {
    ...settings.triton,
    namespace: triton,
    models: storage.served.claim('models'),
    callers: fastapi,
    loaders: airflow,
    monitors: monitoring,
  });
  const serving = new FastApi(content.fastapi, 'fastapi', {
    ...settings.fastapi,
    namespace: fastapi,
    host: host('fastapi'),
    tracking: tracking.url,
    triton: inference.url,
    logs: storage.logs.claim('logs'),
    secrets: Object.values(secrets.fastapi),
    clients: [airflow, monitoring],
  });
  const pipelines = new Airflow(content.airflow, 'airflow', {
    ...settings.airflow,
    namespace: airflow,
    host: host('airflow'),
    logs: `${bucket}/airflow-logs`,
    tracking: tracking.url,
    serving: serving.url,
    secrets: secrets.airflow,
    models: storage.trained.claim('models'),
    monitors: monitoring,
  });
  new ApplicationGroup(env, 'mlops-core', {
    delivery: settings.delivery,
    waves: { first: 10, step: 10 },
    after,
    applications: {
      mlflow: { source: Source.content(content.mlflow), namespace: mlflow },
      airflow: { source: Source.multi(pipelines.chart, Source.content(content.airflow)), namespace: airflow },
      triton: { source: Source.content(content.triton), namespace: triton },
      fastapi: { source: Source.content(content.fastapi), namespace: fastapi },
    },
  });
  return { fastapi: serving.service, triton: inference.service };
}
