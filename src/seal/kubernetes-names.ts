import type { Problem } from './problem';

/** Where in the store a secret stands. */
export interface Place {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

/** Names become folders and files, so what Kubernetes does not take is refused before any path is made of it. */
export function placeProblems(place: Place): Problem[] {
  return misnamed(place).map(({ what, expected }) => ({
    message: `the ${what} is "${place[what]}"; expected ${expected}`,
    fix: 'rename it',
  }));
}

/** The names that are none, without repeating them: on a command line they may be a value typed in their place. */
export function misnamed({ cluster, namespace, name }: Place): { what: keyof Place; expected: string }[] {
  const judged = [
    {
      what: 'cluster',
      good: CLUSTER.test(cluster),
      expected: 'letters, digits and inner dots, dashes and underscores',
    },
    {
      what: 'namespace',
      good: namespace.length <= 63 && LABEL.test(namespace),
      expected: 'at most 63 lower-case letters, digits and inner dashes',
    },
    {
      what: 'name',
      good: name.length <= LONGEST_NAME && SUBDOMAIN.test(name),
      expected: `at most ${LONGEST_NAME} lower-case letters, digits and inner dots and dashes`,
    },
  ] as const;
  return judged.filter(({ good }) => !good);
}

/** A key of a Secret. It is not repeated in any message by the one who calls: it may be a value typed in its place. */
export function isSecretKey(key: string): boolean {
  return key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..');
}

const CLUSTER = /^[A-Za-z0-9]([-._A-Za-z0-9]{0,251}[A-Za-z0-9])?$/;
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
/** Kubernetes takes 253, but a file name with `.yaml` ends at 255. */
const LONGEST_NAME = 250;
