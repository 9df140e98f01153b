import { type ArgoVersion, compareVersions } from '../version';

/** What changed for ApplicationSets between releases, and the first release that has it. */
const since = {
  /** Built with Go 1.23, whose templates know `{{ else with }}`. */
  elseWith: '2.14',
  /** Built with Go 1.24, whose templates count with `range 3`. */
  rangeOverInt: '3.0',
  /** Clusters have a `project`, and can come as one list. */
  clusterProject: '2.14',
  /** A folder of the new globbing is looked for without the backslashes of its escapes. */
  unescapedFolders: '2.14',
  /** What is left of a path of the new globbing at the end of a name is not checked again. */
  uncheckedEnds: '2.14',
  /** Paths of the new globbing start in the checkout, also those that start with a slash. */
  globbingWithinCheckout: '3.0',
  /** Without Go templates, a merge copies values as they are, and only into what is there. */
  mergeCopies: '3.0',
  /** Selectors within matrix and merge need no `applyNestedSelectors`. */
  nestedSelectors: '3.0',
  /** Files can be excluded, and matched the new way. */
  excludedFiles: '3.1',
  /** A file that holds an empty list gives nothing, instead of one set without params. */
  emptyListFiles: '3.2',
  /** Flattening keeps an empty map or list, instead of leaving it out. */
  flattenedEmpties: '3.4',
  /** Of the values of the second child of a matrix, those that name unknown keys wait for the child's own. */
  selectorsOverLabels: '3.4',
  deferredValues: '3.4',
  earlyValues: '3.5',
} as const satisfies Readonly<Record<string, ArgoVersion>>;

export function changed(version: ArgoVersion, change: keyof typeof since): boolean {
  return compareVersions(version, since[change]) >= 0;
}
