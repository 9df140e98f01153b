import { fields, valueAt } from '../check/reading';
import type { Manifest } from '../sources/model';
import { type Difference, differences } from './values';

/** In what two environments of a platform differ, apart from their names. */
export interface EnvironmentDifference {
  readonly changed: readonly ChangedManifest[];
  readonly onlyLeft: readonly string[];
  readonly onlyRight: readonly string[];
  readonly same: number;
}

interface ChangedManifest {
  /** `Kind namespace/name`, with `<env>` for the name of the environment. */
  readonly manifest: string;
  readonly differences: readonly Difference[];
}

/** A side: its name, which is not counted as a difference, and what it is made of. */
export interface Side<T> {
  readonly name: string;
  readonly content: T;
}

/** Compares manifest by manifest. Ciphertext tells nothing, so of sealed values only their keys are compared. */
export function compareEnvironments(
  left: Side<readonly Manifest[]>,
  right: Side<readonly Manifest[]>,
): EnvironmentDifference {
  const [one, other] = [identified(left), identified(right)];
  const both = [...one.keys()].filter((key) => other.has(key));
  const changed = both
    .map((manifest) => ({
      manifest,
      differences: compareNamed(
        { name: left.name, content: one.get(manifest) },
        { name: right.name, content: other.get(manifest) },
      ),
    }))
    .filter((each) => each.differences.length > 0);
  return {
    changed,
    onlyLeft: [...one.keys()].filter((key) => !other.has(key)),
    onlyRight: [...other.keys()].filter((key) => !one.has(key)),
    same: both.length - changed.length,
  };
}

/** Where two values differ in more than the name of their environment. */
export function compareNamed(left: Side<unknown>, right: Side<unknown>): readonly Difference[] {
  return differences(left.content, right.content, {
    left: (text) => without(left.name, text),
    right: (text) => without(right.name, text),
  });
}

function identified({ name, content }: Side<readonly Manifest[]>): ReadonlyMap<string, unknown> {
  const entries = content.map(({ kind, namespace, name: own, object }): [string, unknown] => {
    const identity = `${kind} ${namespace === '' ? '' : `${namespace}/`}${own}`;
    return [without(name, identity), withoutReasons(kind === 'SealedSecret' ? withoutCiphertext(object) : object)];
  });
  return new Map(entries.toSorted(([one], [other]) => (one < other ? -1 : Number(one > other))));
}

/** The name of an environment is one where no letter and no digit continues it: `api-dev`, `db_dev`, `/dev/`. */
function without(name: string, text: string): string {
  return text.replace(new RegExp(`(?<![A-Za-z0-9])${name.replace(/[^\w-]/g, '\\$&')}(?![A-Za-z0-9])`, 'g'), '<env>');
}

function withoutCiphertext(object: object): object {
  const keys = Object.keys(fields(valueAt(object, 'spec', 'encryptedData')));
  const encryptedData = Object.fromEntries(keys.map((key) => [key, 'sealed']));
  return { ...object, spec: { ...fields(valueAt(object, 'spec')), encryptedData } };
}

/** Reasons that synth writes beside what they are for say the same thing a second time. */
function withoutReasons(object: object): object {
  const metadata = fields(valueAt(object, 'metadata'));
  if (metadata.annotations === undefined) return object;
  const annotations = Object.entries(fields(metadata.annotations)).filter(([key]) => !key.startsWith('argosy.io/'));
  return { ...object, metadata: { ...metadata, annotations: Object.fromEntries(annotations) } };
}
