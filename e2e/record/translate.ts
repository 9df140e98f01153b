/** What is found, and what stands there instead. */
export type Substitution = readonly [find: string | RegExp, by: string];

/** The same with other words in its texts, those that name fields included. */
export function translated<T>(value: T, words: readonly Substitution[]): T {
  if (typeof value === 'string') {
    return words.reduce<string>((text, [find, by]) => text.replaceAll(find, by), value) as T;
  }
  if (Array.isArray(value)) return value.map((each) => translated(each, words)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, each]) => [translated(name, words), translated(each, words)]);
  return Object.fromEntries(fields) as T;
}
