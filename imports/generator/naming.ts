import type { Shape, Type } from './shape';

/** A shape with its name and, under it, the shapes that took their names from its members. */
export interface Named {
  readonly name: string;
  readonly shape: Shape;
  readonly parts: readonly Named[];
}

/** Shorter names for deep places, by path: `Application.spec.syncPolicy`. What is below them follows. */
export type Renames = { readonly [path: string]: string };

interface Place {
  readonly path: string;
  readonly name: string;
  readonly type: Type;
}

/**
 * Names the shapes of one kind after another. A shape is named by the shallowest place that has it, in the first kind
 * that has it: what `Application` has, `ApplicationSet` shares.
 */
export class Naming {
  private readonly names = new Map<Shape, string>();
  private readonly taken = new Map<string, string>();
  private readonly renamed = new Set<string>();

  constructor(private readonly renames: Renames) {}

  nameOf(shape: Shape): string {
    const name = this.names.get(shape);
    if (name === undefined) throw new Error(`shape ${shape.id} was not named; name its kind first`);
    return name;
  }

  /** The spec of a kind with all its new shapes, or undefined when another kind has the same spec. */
  name(kind: string, spec: Shape): Named | undefined {
    const root = this.visit({ path: `${kind}.spec`, name: `${kind}Spec`, type: { is: 'shape', shape: spec } });
    if (root === undefined) return undefined;
    const queue = [{ named: root, prefix: kind, path: `${kind}.spec` }];
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (const member of next.named.shape.members) {
        const place = elementOf({
          path: `${next.path}.${member.name}`,
          name: next.prefix + pascal(member.name),
          type: member.type,
        });
        const named = this.visit(place);
        if (named === undefined) continue;
        next.named.parts.push(named);
        queue.push({ named, prefix: named.name, path: place.path });
      }
    }
    return root;
  }

  unusedRenames(): readonly string[] {
    return Object.keys(this.renames).filter((path) => !this.renamed.has(path));
  }

  private visit({ path, name: derived, type }: Place) {
    if (type.is !== 'shape' || this.names.has(type.shape)) return undefined;
    const rename = this.renames[path];
    if (rename !== undefined) this.renamed.add(path);
    const name = rename ?? derived;
    const other = this.taken.get(name);
    if (other !== undefined) throw new Error(`${path} and ${other} are both named ${name}; rename one in names.ts`);
    this.taken.set(name, path);
    this.names.set(type.shape, name);
    return { name, shape: type.shape, parts: [] as Named[] };
  }
}

/** Where a list or map's elements are: `generators` holds a Generator. */
function elementOf(place: Place): Place {
  switch (place.type.is) {
    case 'list':
    case 'map':
      return elementOf({
        path: `${place.path}${place.type.is === 'list' ? '[]' : '{}'}`,
        name: singular(place.name),
        type: place.type.of,
      });
    case 'nullable':
      return elementOf({ ...place, type: place.type.of });
    default:
      return place;
  }
}

function pascal(name: string): string {
  return name.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_, first: string) => first.toUpperCase());
}

function singular(name: string): string {
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  if (/(?:ch|sh|ss|x)es$/.test(name)) return name.slice(0, -2);
  return /[^s]s$/.test(name) ? name.slice(0, -1) : name;
}
