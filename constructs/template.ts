/**
 * A parameter of an ApplicationSet. In a template literal it becomes `{{ .path.basename }}`; its members are those of
 * the parameter, so that a misspelt one does not compile. One that may be absent has no member: where it is absent,
 * Argo CD would make none of the Applications.
 */
export type Parameter<P> = { toString(): string } & (P extends readonly unknown[]
  ? { readonly [index: number]: Parameter<P[number]> }
  : P extends object
    ? { readonly [K in keyof P as object extends Pick<P, K> ? Indexed<K> : K]: Parameter<P[K]> }
    : unknown);

/** The keys of a dictionary, such as labels, which its type does not know one by one. */
type Indexed<K> = string extends K ? K : never;

/** The parameter that a path of names leads to, as a Go template writes it. */
export function parameter<P>(path: readonly string[] = []): Parameter<P> {
  const text = () => action(path);
  return new Proxy(Object.create(null), {
    get(_target, key) {
      if (key === 'toString' || key === Symbol.toPrimitive) return text;
      return typeof key === 'string' ? parameter([...path, key]) : undefined;
    },
  });
}

/**
 * `.a.b` where the names allow it, and `index` where one holds a dash, a dot or a slash, or is a position. A missing
 * field fails and so does a missing position, but `index` of a missing name makes nothing or `<no value>`.
 */
function action(path: readonly string[]): string {
  let reference = '';
  for (const [at, name] of path.entries()) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      reference = `${reference && operand(reference)}.${name}`;
    } else if (/^[0-9]+$/.test(name)) {
      reference = `index ${operand(reference)} ${name}`;
    } else {
      const found = `index ${operand(reference)} ${JSON.stringify(name)}`;
      const missing = JSON.stringify(`no ${name}`);
      return `{{ with ${found} }}${action(path.slice(at + 1))}{{ else }}{{ fail ${missing} }}{{ end }}`;
    }
  }
  return `{{ ${reference || '.'} }}`;
}

function operand(reference: string): string {
  if (reference === '') return '.';
  return reference.startsWith('index') ? `(${reference})` : reference;
}
