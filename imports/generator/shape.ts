import type { Schema } from './schema';

/** A TypeScript type: text, with shapes where an interface's name goes. */
export type Type =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'union'; readonly of: readonly string[] }
  | { readonly is: 'list'; readonly of: Type }
  | { readonly is: 'map'; readonly of: Type }
  | { readonly is: 'nullable'; readonly of: Type }
  | { readonly is: 'shape'; readonly shape: Shape };

/** An object type. Two places that say the same have the same shape. */
export interface Shape {
  readonly id: number;
  readonly description?: string;
  readonly members: readonly Member[];
  /** Whether it may have fields beside its members. */
  readonly open: boolean;
}

export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly description?: string;
  readonly type: Type;
}

/** Turns schemas into types and finds equal shapes. Descriptions do not tell shapes apart: the first one stays. */
export class Shapes {
  private readonly known = new Map<string, Shape>();

  typeOf(schema: Schema, description?: string): Type {
    const type = this.plainTypeOf(schema, description);
    return schema.nullable ? { is: 'nullable', of: type } : type;
  }

  private plainTypeOf(schema: Schema, description: string | undefined): Type {
    switch (schema.type) {
      case 'any':
        return { is: 'text', text: 'unknown' };
      case 'int-or-string':
        return { is: 'union', of: ['number', 'string'] };
      case 'enum':
        return { is: 'union', of: schema.values.map(literal) };
      // The description of a list's or map's elements tells what they are; that of a property, what it is there for.
      case 'list':
        return { is: 'list', of: this.typeOf(schema.items, schema.items.description) };
      case 'map':
        return { is: 'map', of: this.typeOf(schema.values, schema.values.description) };
      case 'object':
        return { is: 'shape', shape: this.shapeOf(schema, description) };
      default:
        return { is: 'text', text: schema.type };
    }
  }

  private shapeOf(schema: Schema & { readonly type: 'object' }, description: string | undefined): Shape {
    const members = schema.properties.map(({ name, required, schema: { description }, schema }) => ({
      name,
      required,
      ...(description === undefined ? {} : { description }),
      type: this.typeOf(schema),
    }));
    const key = JSON.stringify([schema.open, ...members.map((m) => [m.name, m.required, keyOf(m.type)])]);
    const known = this.known.get(key);
    if (known) return known;
    const id = this.known.size;
    const shape = { id, members, open: schema.open, ...(description === undefined ? {} : { description }) };
    this.known.set(key, shape);
    return shape;
  }
}

function literal(value: unknown): string {
  const quoted = JSON.stringify(value);
  return typeof value === 'string' && !/['"\\]/.test(value) ? `'${value}'` : quoted;
}

function keyOf(type: Type): unknown {
  switch (type.is) {
    case 'text':
      return type.text;
    case 'union':
      return type.of;
    case 'shape':
      return type.shape.id;
    default:
      return { [type.is]: keyOf(type.of) };
  }
}
