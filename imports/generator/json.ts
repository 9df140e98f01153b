/** Reading of parsed JSON or YAML whose shape is not known yet. */
export type Json = { readonly [key: string]: unknown };

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), value);
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new Error(`${what}: expected text, got ${JSON.stringify(value)}`);
  return value;
}
