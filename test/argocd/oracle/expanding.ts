import { isUnknown, type Plain } from '../../../src/argocd';
import { expandApplicationSet } from '../../../src/argocd/application-set/expand';
import type { Answer } from '../../oracle/oracle';
import type { OracleVersion } from '../../oracle/program';
import type { SetQuestion } from '../../oracle/sets';

const fails = { fails: true };

/** The Applications that we make of a set. */
export function expanded(
  { set, secrets, repositories, newFileGlobbing }: SetQuestion,
  version: OracleVersion,
): unknown {
  const found = expandApplicationSet(
    set,
    {
      argocdNamespace: 'argocd',
      clusterSecrets: secrets,
      repository: (url) => (repositories[url] === undefined ? undefined : { files: repositories[url] }),
      fileGlobbing: newFileGlobbing ? 'new' : 'old',
    },
    version,
  );
  if (isUnknown(found)) return found;
  if ('failure' in found) return fails;
  return inOrder(
    found.map(({ application }) => application),
    set,
  );
}

/** Those that Argo CD makes of it. */
export function generated({ answer, error, panic }: Answer, { set }: SetQuestion): unknown {
  // A crash of the controller makes no Applications either.
  return error === undefined && panic === undefined ? inOrder((answer ?? []) as Plain[], set) : fails;
}

/** A merge gives its sets in a random order. */
function inOrder(applications: readonly Plain[], set: SetQuestion['set']): readonly string[] {
  const shown = applications.map((application) => JSON.stringify(essence(application)));
  return JSON.stringify(set).includes('"merge"') ? shown.toSorted() : shown;
}

function sorted(value: Plain): Plain {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** What a manifest says: Argo CD's types leave out, or add, what is empty. Values of a chart stay as they are. */
function essence(value: Plain, key = ''): Plain | undefined {
  if (Array.isArray(value)) {
    const items = value.map((item: Plain) => essence(item) ?? {});
    return items.length === 0 ? undefined : items;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(
        ([name]) => !['apiVersion', 'kind', 'status', 'creationTimestamp'].includes(name) || key === 'valuesObject',
      )
      .map(([name, item]) => [name, key === 'valuesObject' ? sorted(item) : essence(item, name)] as const)
      .filter(([, item]) => item !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1));
    return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Plain);
  }
  return value === null || value === '' || value === false || value === 0 ? undefined : value;
}
