import { type Shape, shapeOf } from './shape';

/** Whose kinds come with the package. */
export type Owner = 'kubernetes' | 'argo-cd' | 'sealed-secrets' | 'cert-manager' | 'metallb' | 'prometheus-operator';

/** A kind whose schemas come with the package. */
export interface BundledKind {
  readonly owner: Owner;
  readonly apiVersion: string;
  readonly kind: string;
  /** By release, the oldest first: 0 where it does not have the kind, and the same number where nothing changed. */
  readonly schemas: readonly number[];
}

interface Bundled {
  /** By API version, and by kind in that. */
  readonly kinds: ReadonlyMap<string, ReadonlyMap<string, BundledKind>>;
  readonly releases: Readonly<Record<Owner, readonly string[]>>;
  readonly shape: (number: number) => Shape;
}

let read: Bundled | undefined;

/** Half a megabyte, so that only who asks reads it. */
export function bundled(): Bundled {
  read ??= readBundled();
  return read;
}

function readBundled(): Bundled {
  const { KINDS, RELEASES, SCHEMAS } = require('./definitions') as typeof import('./definitions');
  const kinds = new Map<string, Map<string, BundledKind>>();
  for (const line of KINDS.split('\n')) {
    const [apiVersion = '', kind = '', owner = '', ...schemas] = line.split(' ');
    const ofVersion = kinds.get(apiVersion) ?? new Map<string, BundledKind>();
    kinds.set(
      apiVersion,
      ofVersion.set(kind, { owner: owner as Owner, apiVersion, kind, schemas: schemas.map(Number) }),
    );
  }
  return { kinds, releases: RELEASES, shape: numberedIn(SCHEMAS.split('\n')) };
}

function numberedIn(lines: readonly string[]): (number: number) => Shape {
  const known = new Map<number, Shape>();
  const numbered = (number: number): Shape => {
    const shape = known.get(number) ?? shapeOf(JSON.parse(lines[number - 1] ?? '{}'), numbered);
    known.set(number, shape);
    return shape;
  };
  return numbered;
}

/** What an object's metadata may be, whatever its kind. */
export function metadataSchema(): number {
  return bundled().kinds.get('meta/v1')?.get('ObjectMeta')?.schemas.at(-1) ?? 0;
}

/** `3.1 to 3.3`, of releases in their order. */
export function rangeText(releases: readonly string[]): string {
  const [first, ...others] = releases;
  const last = others.at(-1);
  return last === undefined ? `${first}` : `${first} to ${last}`;
}
