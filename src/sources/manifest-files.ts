import { isUtf8 } from 'node:buffer';
import { readDocuments } from './documents';
import type { Broken, Manifest, Origin } from './model';
import { lineFinder } from './position';
import type { FindWritten } from './written-at';

/** What a file holds for Argo CD. */
export interface ManifestFile {
  readonly manifests: readonly Manifest[];
  readonly broken: readonly Broken[];
  /** Why Argo CD renders nothing of a folder in which this file is. */
  readonly failure?: string;
}

/** The file names that Argo CD reads in a plain folder; `.jsonnet` besides. */
export const MANIFEST_FILE = /\.(ya?ml|json)$/;

/** Reads the manifests of one file. What does not look like any is not even parsed. */
export function readManifestFile(file: string, bytes: Buffer): ManifestFile {
  if (!looksLikeManifests(bytes)) return bytes.length === 0 ? NOTHING : otherFile(file, bytes);
  const text = decode(bytes);
  if (text.length > MOST_CHARACTERS) {
    const message = `it is larger than ${MOST_CHARACTERS >> 20} MiB, which is too much to be read`;
    return brokenFile(file, { line: 1, kind: 'too-large', message });
  }
  const read = readManifests(file, text);
  const replaced = text.indexOf(REPLACED);
  if (replaced === -1 || isUtf16(bytes) || isUtf8(bytes) || !read.manifests.some(holdsReplaced)) return read;
  const line = text.slice(0, replaced).split('\n').length;
  const message = 'it holds bytes that are no UTF-8, which Argo CD replaces; save it as UTF-8';
  return { ...read, broken: [...read.broken, { file, line, kind: 'encoding', message }] };
}

/** What a tool printed, and how what is in it is found in what the tool was given. */
export interface Printed {
  readonly output: string;
  readonly renderedBy: NonNullable<Origin['renderedBy']>;
  readonly renderedFor: string;
  /** What stands for the place of everything whose own cannot be told. */
  readonly at: Pick<Origin, 'file' | 'line'>;
  /** The place of what stands on a line of the output. */
  readonly placeOf?: (line: number) => Pick<Origin, 'file' | 'line' | 'lineOf'> | undefined;
  readonly written?: FindWritten | undefined;
}

/** The manifests in what a tool printed. */
export function readRendered({ output, renderedBy, renderedFor, at, placeOf, written }: Printed): ManifestFile {
  const { documents, broken } = readDocuments(output);
  const manifests = documents.flatMap(({ value, line }) =>
    objectsIn(value).map(({ object }) => {
      const place = placeOf?.(line) ?? { file: at.file, line: at.line, lineOf: () => undefined };
      const manifest = manifestOf(object, { ...place, renderedBy, renderedFor });
      const writtenAt = written?.(manifest);
      return writtenAt === undefined ? manifest : { ...manifest, origin: { ...manifest.origin, writtenAt } };
    }),
  );
  const fault = broken.find(({ kind }) => kind !== 'duplicate-key');
  return {
    manifests,
    broken: [],
    ...(fault && { failure: `what ${renderedBy} makes of it is no YAML: ${fault.message}` }),
  };
}

function readManifests(file: string, text: string): ManifestFile {
  const { documents, broken } = readDocuments(text);
  const manifests = documents.flatMap((document) => {
    const lineOf = lineFinder(document.text, document.line);
    return objectsIn(document.value).map(({ object, path }) => {
      const line = path.length === 0 ? document.line : (lineOf(path) ?? document.line);
      const at = (within: readonly (string | number)[]): number | undefined => lineOf([...path, ...within]);
      const origin: Origin = { file, line, lineOf: at, ...(path.length === 0 && { text: () => document.text }) };
      return manifestOf(object, origin);
    });
  });
  const found = broken.map((each) => ({ file, ...each }));
  const fault = broken.find(({ kind }) => kind !== 'duplicate-key');
  // Argo CD passes over a file that it cannot read, unless it looks like a manifest.
  const failure = fault && isAlike(text) ? `${file}:${fault.line}: ${fault.message}` : undefined;
  return { manifests, broken: found, ...(failure !== undefined && { failure }) };
}

/** Everything in a plain folder whose name ends in `.json` has to be an object with a kind. */
function otherFile(file: string, bytes: Buffer): ManifestFile {
  if (!file.endsWith('.json')) return NOTHING;
  try {
    const value: unknown = JSON.parse(decode(bytes));
    if (isMapping(value) && typeof value.kind === 'string') return NOTHING;
  } catch {}
  return { ...NOTHING, failure: `${file} is no manifest, and Argo CD takes every .json of a folder for one` };
}

function brokenFile(file: string, broken: Omit<Broken, 'file'>): ManifestFile {
  return { manifests: [], broken: [{ file, ...broken }], failure: `${file}: ${broken.message}` };
}

/** A list stands for its items, wherever it is from. */
function objectsIn(
  value: unknown,
): readonly { readonly object: Record<string, unknown>; readonly path: readonly (string | number)[] }[] {
  if (!isMapping(value) || typeof value.kind !== 'string' || typeof value.apiVersion !== 'string') return [];
  if (!Array.isArray(value.items)) return [{ object: value, path: [] }];
  return value.items.flatMap((item, index) =>
    objectsIn(item).map(({ object, path }) => ({ object, path: ['items', index, ...path] })),
  );
}

export function manifestOf(object: Readonly<Record<string, unknown>>, origin: Origin): Manifest {
  const metadata = isMapping(object.metadata) ? object.metadata : {};
  const apiVersion = text(object.apiVersion);
  return {
    object: object as Manifest['object'],
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind: text(object.kind),
    name: text(metadata.name),
    namespace: text(metadata.namespace),
    origin,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function looksLikeManifests(bytes: Buffer): boolean {
  if (isUtf16(bytes)) return decode(bytes).includes('apiVersion');
  return bytes.includes('apiVersion') && bytes.includes('kind') && !bytes.subarray(0, BINARY_WITHIN).includes(0);
}

/** As Argo CD decides whether a file that it cannot read was meant for it. */
function isAlike(written: string): boolean {
  return ['apiVersion:', 'kind:', 'metadata:'].every((word) => written.includes(word));
}

/** As Argo CD: a byte order mark says which encoding it is, and bytes that are no UTF-8 are replaced. */
function decode(bytes: Buffer): string {
  if (isUtf16(bytes)) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

function isUtf16([first, second]: Buffer): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Not where only a comment has such bytes. */
function holdsReplaced({ object }: Manifest): boolean {
  return JSON.stringify(object).includes(REPLACED);
}

const REPLACED = '\uFFFD';
const NOTHING: ManifestFile = { manifests: [], broken: [] };
const BINARY_WITHIN = 8000;
const MOST_CHARACTERS = 32 << 20;
