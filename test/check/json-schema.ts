type Schema = Readonly<Record<string, unknown>>;

/** What in a value is not as a schema says; as much of JSON Schema as our own schemas use. */
export function jsonFaults(value: unknown, schema: object, root: object = schema, at = ''): readonly string[] {
  const {
    $ref,
    const: only,
    enum: choices,
    type,
    pattern,
    minimum,
    items,
    properties,
    required,
    ...others
  } = schema as Schema;
  const unread = Object.keys(others).filter(
    (key) => !/^(\$schema|\$defs|title|description|additionalProperties)$/.test(key),
  );
  if (unread.length > 0) throw new Error(`teach jsonFaults to read ${unread.join(', ')}`);
  const where = at === '' ? '' : `${at}: `;
  if (typeof $ref === 'string') return jsonFaults(value, defined($ref, root), root, at);
  if (only !== undefined) return value === only ? [] : [`${where}expected ${only}`];
  if (Array.isArray(choices)) return choices.includes(value) ? [] : [`${where}expected ${choices.join(' or ')}`];
  if (type === 'string') {
    const fits = typeof value === 'string' && (typeof pattern !== 'string' || new RegExp(pattern).test(value));
    return fits ? [] : [`${where}expected a string`];
  }
  if (type === 'integer')
    return Number.isInteger(value) && Number(value) >= Number(minimum) ? [] : [`${where}expected an integer`];
  if (type === 'array') {
    if (!Array.isArray(value)) return [`${where}expected an array`];
    return value.flatMap((item, index) => jsonFaults(item, items as object, root, `${at}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return [`${where}expected an object`];
  const known = properties as Readonly<Record<string, object>>;
  const missing = (required as readonly string[]).filter((key) => !Object.hasOwn(value, key));
  return [
    ...missing.map((key) => `${where}${key} is missing`),
    ...Object.entries(value).flatMap(([key, content]) => {
      const inner = known[key];
      return inner === undefined
        ? [`${where}${key} is not expected`]
        : jsonFaults(content, inner, root, at === '' ? key : `${at}.${key}`);
    }),
  ];
}

function defined(reference: string, root: object): object {
  const steps = reference.replace('#/', '').split('/');
  return steps.reduce<unknown>((here, step) => (here as Schema)[step], root) as object;
}
