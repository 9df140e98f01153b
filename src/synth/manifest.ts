/** What a manifest may hold: JSON, with optional keys that are absent when they are undefined. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** One plain Kubernetes object with its origin. */
export interface Manifest {
  readonly object: JsonObject;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** The path of the construct that made it. */
  readonly constructPath: string;
}

/** The API group of an object; empty for the core group. */
export function groupOf({ apiVersion }: { readonly apiVersion: string }): string {
  const slash = apiVersion.lastIndexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
