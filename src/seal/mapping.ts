/** What YAML and JSON call a mapping, from a file that nobody has looked at yet. */
export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mapping, or an empty one: for parts of a manifest that may be absent. */
export function mappingAt(parent: Mapping, name: string): Mapping {
  const value = parent[name];
  return isMapping(value) ? value : {};
}
