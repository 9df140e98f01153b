import { doc } from './doc';
import type { Named } from './naming';
import type { Member, Shape, Type } from './shape';

const width = 120;

export type NameOf = (shape: Shape) => string;

/** An interface, and after it those that its members brought. */
export function interfaces(named: Named, nameOf: NameOf): string[] {
  const { name, shape, parts } = named;
  const lines = [
    ...doc(shape.description, ''),
    `export interface ${name} {`,
    ...shape.members.flatMap((member) => property(member, nameOf)),
    ...(shape.open ? ['  readonly [key: string]: unknown;'] : []),
    '}',
  ];
  return [lines.join('\n'), ...parts.flatMap((part) => interfaces(part, nameOf))];
}

function property({ name, required, description, type }: Member, nameOf: NameOf): string[] {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
  const start = `  readonly ${key}${required ? '' : '?'}:`;
  const written = typeText(type, nameOf);
  // An optional field may be given as undefined, so that constructs pass on what they were not given themselves.
  const orUndefined = required || written === 'unknown' ? [] : ['undefined'];
  const line = `${start} ${[written, ...orUndefined].join(' | ')};`;
  return [...doc(description, '  '), ...(line.length > width ? tall(start, type, orUndefined, line) : [line])];
}

/** A union that is too long for a line, as the formatter breaks it. */
function tall(start: string, type: Type, orUndefined: readonly string[], line: string): string[] {
  if (type.is === 'union') return [start, ...alternatives([...type.of, ...orUndefined], '    ', ';')];
  if (type.is !== 'list' || type.of.is !== 'union') return [line];
  if (orUndefined.length === 0) return [`${start} readonly (`, ...alternatives(type.of.of, '    '), '  )[];'];
  const list = `    | readonly (${type.of.of.join(' | ')})[]`;
  return [
    start,
    ...(list.length > width ? ['    | readonly (', ...alternatives(type.of.of, '        '), '      )[]'] : [list]),
    ...alternatives(orUndefined, '    ', ';'),
  ];
}

function alternatives(options: readonly string[], indent: string, end = ''): string[] {
  return options.map((option, i) => `${indent}| ${option}${i === options.length - 1 ? end : ''}`);
}

function typeText(type: Type, nameOf: NameOf): string {
  switch (type.is) {
    case 'text':
      return type.text;
    case 'union':
      return type.of.join(' | ');
    case 'shape':
      return nameOf(type.shape);
    case 'nullable':
      return `${typeText(type.of, nameOf)} | null`;
    case 'map':
      return `{ readonly [key: string]: ${typeText(type.of, nameOf)} }`;
    case 'list': {
      const element = typeText(type.of, nameOf);
      const simple = type.of.is === 'text' || type.of.is === 'shape' || type.of.is === 'map';
      return simple ? `readonly ${element}[]` : `readonly (${element})[]`;
    }
  }
}
