/**
 * A parameter of an ApplicationSet. In a template literal it becomes `{{ .path.basename }}`; its members are those of
 * the parameter, so that a misspelt one does not compile.
 */
export type Parameter<P> = { toString(): string } & (P extends readonly unknown[]
  ? { readonly [index: number]: Parameter<P[number]> }
  : P extends object
    ? { readonly [K in keyof P]-?: Parameter<NonNullable<P[K]>> }
    : unknown);

/** The parameter that a path of names leads to, as a Go template writes it. */
export function parameter<P>(path: readonly string[] = []): Parameter<P> {
  const expression = () => `{{ ${reference(path)} }}`;
  return new Proxy(Object.create(null), {
    get(_target, key) {
      if (key === 'toString' || key === Symbol.toPrimitive) return expression;
      return typeof key === 'string' ? parameter([...path, key]) : undefined;
    },
  });
}

/** `.a.b` where the names allow it; `index` where one holds a dash, a dot or a slash, or is a position. */
function reference(path: readonly string[]): string {
  if (path.every((name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))) return `.${path.join('.')}`;
  const steps = path.map((name) => (/^[0-9]+$/.test(name) ? name : JSON.stringify(name)));
  return `index . ${steps.join(' ')}`;
}
