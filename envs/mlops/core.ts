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

/**
 * MLflow, Airflow, Triton and FastAPI, delivered in the order of the table at the end. Each has a namespace and a folder of
 * its own, both called after it. Returns where it runs, and whose metrics can be read.
 */
export function core<E extends string>(
  env: Environment<E>,
  { settings, namespaces, secrets, storage, after }: CoreProps<E>,
) {
  const { monitoring } = namespaces;
  const mlflow = app(env, 'mlflow');
  const airflow = app(env, 'airflow');
  const triton = app(env, 'triton');
  const fastapi = app(env, 'fastapi');
  const host = (name: string) => `${name}.${settings.domain}`;
  const bucket = `s3://mlflow-artifacts-keonho/${env.name}` as const;
  const tracking = new Mlflow(mlflow.content, 'mlflow', {
    ...settings.mlflow,
    namespace: mlflow.namespace,
    host: host('mlflow'),
    artifacts: bucket,
    aws: secrets.mlflow.aws,
    credentials: secrets.mlflow.database,
    clients: [airflow.namespace, fastapi.namespace],
  });
  const inference = new Triton(triton.content, 'triton', {
    ...settings.triton,
    namespace: triton.namespace,
    models: storage.served.claim('models'),
    callers: fastapi.namespace,
    loaders: airflow.namespace,
    monitors: monitoring,
  });
  const serving = new FastApi(fastapi.content, 'fastapi', {
    ...settings.fastapi,
    namespace: fastapi.namespace,
    host: host('fastapi'),
    tracking: tracking.url,
    triton: inference.url,
    logs: storage.logs.claim('logs'),
    secrets: Object.values(secrets.fastapi),
    clients: [airflow.namespace, monitoring],
  });
  const pipelines = new Airflow(airflow.content, 'airflow', {
    ...settings.airflow,
    namespace: airflow.namespace,
    host: host('airflow'),
    logs: `${bucket}/airflow-logs`,
    tracking: tracking.url,
    serving: serving.url,
    secrets: secrets.airflow,
    models: storage.trained.claim('models'),
    monitors: monitoring,
  });
  const applications = {
    mlflow,
    airflow: { ...airflow, source: Source.multi(pipelines.chart, airflow.source) },
    triton,
    fastapi,
  };
  new ApplicationGroup(env, 'mlops-core', {
    delivery: settings.delivery,
    waves: { first: 10, step: 10 },
    after,
    applications,
  });
  return {
    monitored: { fastapi: serving.service, triton: inference.service },
    namespaces: Object.values(applications).map(({ namespace }) => namespace),
  };
}

/** What the objects of an Application are put into, and where they run. */
function app<E extends string>(env: Environment<E>, name: string) {
  const content = new Chart(env, `${name}-content`);
  return { content, source: Source.content(content), namespace: env.namespaceFor(name) };
}
