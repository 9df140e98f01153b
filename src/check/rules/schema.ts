import type { Rule } from '../rule';
import { type Fault, validityOf } from '../schema/validity';
import { application, deployment, manifest } from './example';

function judgedFor(fault: Fault): Rule['judge'] {
  return ({ repository }) => validityOf(repository)[fault];
}

const APPLICATION = { 'apps/shop.yaml': application('shop') };

const GOOD = { files: { ...APPLICATION, 'shop/deployment.yaml': deployment('shop', ['imagePullPolicy: Always']) } };

const invalid: Rule = {
  code: 'schema/invalid',
  severity: 'error',
  holds: 'every manifest has what its kind requires, and values of the right types',
  why: 'The API server refuses the manifest, and Argo CD reports a failed sync for all that is delivered with it.',
  bad: {
    files: { ...APPLICATION, 'shop/deployment.yaml': deployment('shop', ['env: [{ name: PORT, value: 8080 }]']) },
    found: [{ file: 'shop/deployment.yaml', line: 13 }],
  },
  good: GOOD,
  judge: judgedFor('invalid'),
};

const unknownField: Rule = {
  code: 'schema/unknown-field',
  severity: 'error',
  holds: 'every manifest has only fields that its kind has',
  why: 'kubectl, which Argo CD applies with, refuses a field that the kind does not have; where it does not look, the API server drops the field, and what was meant does not happen.',
  bad: {
    files: { ...APPLICATION, 'shop/deployment.yaml': deployment('shop', ['imagePullpolicy: Always']) },
    found: [{ file: 'shop/deployment.yaml', line: 13 }],
  },
  good: GOOD,
  judge: judgedFor('unknown-field'),
};

const removedApi: Rule = {
  code: 'schema/removed-api',
  severity: 'error',
  holds: 'every manifest is of an API version that the declared version of Kubernetes serves',
  why: 'The cluster no longer knows the kind in that version: what is new is not made, and what is there no longer changes.',
  bad: {
    files: { ...APPLICATION, 'shop/budget.yaml': budget('policy/v1beta1') },
    found: [{ file: 'shop/budget.yaml', line: 1 }],
  },
  good: { files: { ...APPLICATION, 'shop/budget.yaml': budget('policy/v1') } },
  judge: judgedFor('removed-api'),
};

function budget(apiVersion: string): string {
  return manifest(
    apiVersion,
    'PodDisruptionBudget',
    'name: shop',
    'spec: { minAvailable: 1, selector: { matchLabels: { app: shop } } }',
  );
}

export const schemaRules: readonly Rule[] = [invalid, unknownField, removedApi];
