import { globMatches } from '../argocd/glob';
import type { Repository } from '../sources/model';
import { deliveriesOf, destinationNamespace } from './delivery';
import { once } from './reading';

export interface Environment {
  readonly name: string;
  readonly has: (namespace: string) => boolean;
}

/** The declared environments, else those that the names of namespaces tell: `shop-dev` beside `shop-prod`. */
export const environmentsOf = once((repository: Repository): readonly Environment[] => {
  const { environments } = repository.declarations;
  if (environments.length > 0) {
    return environments.map(({ name, namespaces }) => ({
      name,
      has: (namespace) => namespaces.some((pattern) => globMatches(pattern, namespace) === true),
    }));
  }
  const words = new Set([...namespacesOf(repository)].flatMap((namespace) => wordOf(namespace) ?? []));
  if (words.size < 2) return [];
  return [...words].sort().map((name) => ({ name, has: (namespace) => wordOf(namespace) === name }));
});

export function environmentOf(repository: Repository, namespace: string): string | undefined {
  if (namespace === '') return undefined;
  return environmentIn(repository)(namespace);
}

/** Thousands of Applications go to a few namespaces. */
const environmentIn = once((repository: Repository) => {
  const environments = environmentsOf(repository);
  const known = new Map<string, string | undefined>();
  return (namespace: string): string | undefined => {
    if (!known.has(namespace)) known.set(namespace, environments.find(({ has }) => has(namespace))?.name);
    return known.get(namespace);
  };
});

/** The namespaces that something is delivered to. */
export const namespacesOf = once(
  (repository: Repository): ReadonlySet<string> =>
    new Set(
      [
        ...repository.applications.map(destinationNamespace),
        ...deliveriesOf(repository).map(({ namespace }) => namespace),
        ...deliveriesOf(repository)
          .filter(({ manifest: { kind, group } }) => kind === 'Namespace' && group === '')
          .map(({ manifest: { name } }) => name),
      ].filter((namespace) => namespace !== ''),
    ),
);

/** A name without the word that makes it one environment's. */
export function withoutEnvironment(name: string, environment: string): string {
  return name
    .split('-')
    .filter((part) => part !== environment)
    .join('-');
}

const WORDS: ReadonlySet<string> = new Set([
  'dev',
  'development',
  'int',
  'integration',
  'pre',
  'preprod',
  'prd',
  'prod',
  'production',
  'qa',
  'stage',
  'staging',
  'stg',
  'test',
  'uat',
]);

/** At the end, in front, or alone in the middle: `shop-prod-eu`. */
function wordOf(namespace: string): string | undefined {
  const parts = namespace.split('-');
  const words = parts.filter((part) => WORDS.has(part));
  return [parts.at(-1), parts[0], words.length === 1 ? words[0] : undefined].find(
    (part) => part !== undefined && WORDS.has(part),
  );
}

export function isProduction(environment: string): boolean {
  return /^(prd|prod|production|live)$/i.test(environment);
}
