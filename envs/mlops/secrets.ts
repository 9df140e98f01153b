import { Chart } from 'cdk8s';
import { Application, type Environment, SealedSecret, Source } from 'cdk8s-argosy';
import type { Namespaces } from './namespaces';

/**
 * What the core reads that must not stand in Git readable. Each value is bound to its namespace and name: the record
 * has some that any name of the namespace opens, which lets whoever may write there rename one away from its policy.
 */
export function declareSecrets<E extends string>(env: Environment<E>, namespaces: Namespaces<E>) {
  const content = new Chart(env, 'secrets-content');
  const { name } = env;
  const airflow = { namespace: namespaces.airflow };
  const fastapi = { namespace: namespaces.fastapi };
  const mlflow = { namespace: namespaces.mlflow };
  const token = { name: `fastapi-token-${name}-secret`, keys: ['RELOAD_SECRET_TOKEN'] } as const;
  const slack = { name: `slack-webhook-${name}-secret`, keys: ['SLACK_WEBHOOK_URL'] } as const;
  return {
    airflow: {
      database: new SealedSecret(content, 'airflow-db', {
        ...airflow,
        name: `airflow-db-${name}-secret`,
        keys: ['connection'],
      }),
      apiSecretKey: new SealedSecret(content, 'airflow-api', {
        ...airflow,
        name: `airflow-${name}-api-secret-key`,
        keys: ['api-secret-key'],
      }),
      jwt: new SealedSecret(content, 'airflow-jwt', {
        ...airflow,
        name: `airflow-${name}-jwt-secret`,
        keys: ['jwt-secret'],
      }),
      fernet: new SealedSecret(content, 'airflow-fernet', {
        ...airflow,
        name: `airflow-fernet-${name}-secret`,
        keys: ['fernet-key'],
      }),
      git: new SealedSecret(content, 'airflow-git', {
        ...airflow,
        name: 'airflow-git-ssh-secret',
        keys: ['gitSshKey'],
      }),
      // A file for the AWS libraries here, variables below: the same name holds other keys.
      aws: new SealedSecret(content, 'airflow-aws', {
        ...airflow,
        name: 'aws-credentials-secret',
        keys: ['credentials'],
      }),
      token: new SealedSecret(content, 'airflow-token', { ...airflow, ...token }),
      slack: new SealedSecret(content, 'airflow-slack', { ...airflow, ...slack }),
    },
    fastapi: {
      aws: new SealedSecret(content, 'fastapi-aws', { ...fastapi, ...AWS_VARIABLES }),
      token: new SealedSecret(content, 'fastapi-token', { ...fastapi, ...token }),
      slack: new SealedSecret(content, 'fastapi-slack', { ...fastapi, ...slack }),
    },
    mlflow: {
      aws: new SealedSecret(content, 'mlflow-aws', { ...mlflow, ...AWS_VARIABLES }),
      database: new SealedSecret(content, 'mlflow-db', {
        ...mlflow,
        name: `mlflow-db-${name}-secret`,
        keys: ['username', 'password'],
      }),
    },
    featureStore: {
      aws: new SealedSecret(content, 'feature-store-aws', {
        namespace: namespaces.featureStore,
        name: 'aws-credentials',
        keys: ['credentials'],
      }),
    },
    application: new Application(env, 'secrets', { source: Source.content(content), namespace: env.home }),
  };
}

export type Secrets<E extends string> = ReturnType<typeof declareSecrets<E>>;

const AWS_VARIABLES = {
  name: 'aws-credentials-secret',
  keys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_DEFAULT_REGION'],
} as const;
