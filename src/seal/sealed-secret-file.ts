import type { SealingScope } from '../../constructs/sealed-store';
import { isSecretKey, type Place } from './kubernetes-names';
import { isMapping, type Mapping, mappingAt } from './mapping';
import type { Problem } from './problem';
import { claimsTwoScopes, scopeAnnotations, scopeOf } from './scope';
import { NOTES_ANNOTATION, notesText, readNotes, type SealingNote } from './sealing-note';
import { loadYaml, yamlText } from './yaml';

/** A SealedSecret manifest as a file of the store. kubeseal reads and writes the same file. */
export interface SealedSecretFile {
  readonly document: Mapping;
  readonly scope: SealingScope;
  readonly encryptedData: Readonly<Record<string, string>>;
  /** Read when asked for: synthesis has no use for them, and they take as long to read as the rest. */
  readonly notes: () => ReadonlyMap<string, SealingNote>;
  /** What is wrong with the manifest; whether the ciphertext is well-formed is looked at elsewhere. */
  readonly problems: readonly Problem[];
}

export function parseSealedSecret(text: string, place: Place): SealedSecretFile {
  const loaded = loadYaml(text);
  if (!loaded.ok) return unreadable({ message: `it is not YAML of one document: ${loaded.reason}`, fix: RESTORE });
  const { document } = loaded;
  if (!isMapping(document)) return unreadable({ message: 'it is no manifest', fix: RESTORE });
  const wrong = kindProblem(document);
  if (wrong) return unreadable(wrong);
  const metadata = mappingAt(document, 'metadata');
  const annotations = mappingAt(metadata, 'annotations');
  const spec = mappingAt(document, 'spec');
  const data = Object.entries(mappingAt(spec, 'encryptedData'));
  return {
    document,
    scope: scopeOf(annotations),
    encryptedData: plainRecord(data.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : []))),
    notes: () => readNotes(annotations),
    problems: [
      ...identityProblems(metadata, place),
      ...scopeProblems(annotations, spec),
      ...(spec.encryptedData === undefined || isMapping(spec.encryptedData)
        ? data.flatMap(([key, value]) => entryProblems(key, value))
        : [{ message: 'spec.encryptedData is no mapping', fix: RESTORE }]),
    ],
  };
}

export interface SealedValue {
  readonly ciphertext: string;
  readonly note: SealingNote;
}

/** The file with these values put in. What else it says stays, and untouched lines stay as they were. */
export function sealedSecretText(
  file: SealedSecretFile | undefined,
  { namespace, name }: Place,
  scope: SealingScope,
  values: ReadonlyMap<string, SealedValue>,
): string {
  const document = file?.document ?? {};
  const metadata = mappingAt(document, 'metadata');
  const spec = mappingAt(document, 'spec');
  const template = mappingAt(spec, 'template');
  const templateMetadata = mappingAt(template, 'metadata');
  const encryptedData = {
    ...mappingAt(spec, 'encryptedData'),
    ...Object.fromEntries([...values].map(([key, { ciphertext }]) => [key, ciphertext])),
  };
  const notes = new Map([...(file?.notes() ?? []), ...[...values].map(([key, { note }]) => [key, note] as const)]);
  const kept = new Map([...notes].filter(([key]) => Object.hasOwn(encryptedData, key)));
  return yamlText({
    apiVersion: API_VERSION,
    kind: KIND,
    ...document,
    metadata: {
      name,
      namespace,
      ...metadata,
      annotations: {
        ...mappingAt(metadata, 'annotations'),
        ...scopeAnnotations(scope),
        [NOTES_ANNOTATION]: notesText(kept),
      },
    },
    spec: {
      ...spec,
      encryptedData,
      template: {
        ...template,
        metadata: { name, namespace, ...templateMetadata, ...templateAnnotations(templateMetadata, scope) },
      },
    },
  });
}

function unreadable(problem: Problem): SealedSecretFile {
  return { document: {}, scope: 'strict', encryptedData: plainRecord([]), notes: () => new Map(), problems: [problem] };
}

function kindProblem({ apiVersion, kind }: Mapping): Problem | undefined {
  if (apiVersion === API_VERSION && kind === KIND) return undefined;
  const message = `it is ${String(kind)} of ${String(apiVersion)}; expected ${KIND} of ${API_VERSION}`;
  const fix =
    kind === 'Secret' ? 'remove it, replace the values that now stand readable in Git, and seal them' : RESTORE;
  return { message, fix };
}

/** Without a recorded name or namespace the path alone says them. */
function identityProblems(metadata: Mapping, { namespace, name }: Place): Problem[] {
  return Object.entries({ name, namespace })
    .filter(([field, expected]) => metadata[field] !== undefined && metadata[field] !== expected)
    .map(([field, expected]) => ({
      message: `it records the ${field} "${String(metadata[field])}", and its path says "${expected}"`,
      fix: 'move the file to where it belongs, or seal the values anew: ciphertext is bound to where it was sealed for',
    }));
}

function scopeProblems(annotations: Mapping, spec: Mapping): Problem[] {
  const inTemplate = mappingAt(mappingAt(mappingAt(spec, 'template'), 'metadata'), 'annotations');
  if (claimsTwoScopes(annotations) || claimsTwoScopes(inTemplate)) {
    return [{ message: 'it is annotated namespace-wide and cluster-wide at once', fix: 'remove one of them' }];
  }
  const scope = scopeOf(annotations);
  const templateScope = scopeOf(inTemplate);
  // A template that says nothing is how a hand-written manifest looks, and the controller does not read it there.
  if (templateScope === 'strict' || templateScope === scope) return [];
  return [
    {
      message: `its metadata says scope ${scope}, and its template says ${templateScope}`,
      fix: 'give metadata.annotations the scope it was sealed with: the controller reads that one',
    },
  ];
}

function entryProblems(key: string, value: unknown): Problem[] {
  return [
    ...(isSecretKey(key)
      ? []
      : [{ message: `key "${key}" is no key of a Secret`, fix: 'rename it and seal the value anew', key }]),
    ...(typeof value === 'string'
      ? []
      : [{ message: `key "${key}" holds no text; expected ciphertext`, fix: 'seal the value anew', key }]),
  ];
}

function templateAnnotations(metadata: Mapping, scope: SealingScope): Mapping {
  const annotations = { ...mappingAt(metadata, 'annotations'), ...scopeAnnotations(scope) };
  return Object.keys(annotations).length > 0 ? { annotations } : {};
}

/** Keys come from a file, and `constructor` is a legal one: looking up an absent key must find nothing. */
function plainRecord(entries: readonly (readonly [string, string])[]): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const [key, value] of entries) record[key] = value;
  return record;
}

const API_VERSION = 'bitnami.com/v1alpha1';
const KIND = 'SealedSecret';
const RESTORE = 'repair it, or restore it from Git';
