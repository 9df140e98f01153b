import { failed } from './fault';
import { Dict, Int, List, typeOf, type Value } from './value';
import type { Work } from './work';

/** The types that functions declare for their parameters, and how their values arrive. */
interface Types {
  /** Anything; what is not there arrives as nil. */
  any: Value;
  /** Anything; what is not there stays so. Go's own functions take these. */
  value: Value;
  string: string;
  int: number;
  float64: number;
  bool: boolean;
  map: Dict;
}

export type Type = keyof Types;

/** A function of a template. Go checks the types of its arguments before it runs. */
export interface GoFunction {
  readonly parameters: readonly Type[];
  readonly rest: Type | undefined;
  readonly run: (args: readonly Value[], work: Work) => Value;
}

export type FunctionTable = Readonly<Record<string, GoFunction>>;

type Arguments<P extends readonly Type[]> = { [at in keyof P]: Types[P[at] & Type] };

export function fn<const P extends readonly Type[]>(
  parameters: P,
  run: (...args: [...Arguments<P>, Work]) => Value,
): GoFunction {
  return {
    parameters,
    rest: undefined,
    // What was checked against the declared types is of those types.
    run: (args, work) => run(...([...arrive(parameters, args), work] as unknown as [...Arguments<P>, Work])),
  };
}

/** A function with any number of arguments of one type after the others. */
export function variadic<const P extends readonly Type[], R extends Type>(
  parameters: P,
  rest: R,
  run: (...args: [...Arguments<P>, readonly Types[R][], Work]) => Value,
): GoFunction {
  return {
    parameters,
    rest,
    run: (args, work) => {
      const fixed = arrive(parameters, args.slice(0, parameters.length));
      const others = args.slice(parameters.length).map((arg) => arriveAs(rest, arg));
      return run(...([...fixed, others, work] as unknown as [...Arguments<P>, readonly Types[R][], Work]));
    },
  };
}

function arrive(parameters: readonly Type[], args: readonly Value[]): readonly unknown[] {
  return parameters.map((type, at) => arriveAs(type, args[at]));
}

function arriveAs(type: Type, arg: Value): unknown {
  if (type === 'int' && arg instanceof Int) return Number(arg.value);
  if (type === 'any' && arg === undefined) return null;
  if (type === 'map' && (arg === undefined || arg === null))
    return new Dict(new Map(), 'map[string]interface {}', true);
  return arg;
}

/** Whether a value can be given for a type; nothing is converted. */
export function accepts(type: Type, value: Value): boolean {
  switch (type) {
    case 'any':
    case 'value':
      return true;
    case 'map':
      return value === undefined || typeOf(value) === goName.map;
    default:
      return typeOf(value) === goName[type];
  }
}

export const goName: Readonly<Record<Type, string>> = {
  any: 'interface {}',
  value: 'reflect.Value',
  string: 'string',
  int: 'int',
  float64: 'float64',
  bool: 'bool',
  map: 'map[string]interface {}',
};

export function int(value: number | bigint): Int {
  return new Int(BigInt(value));
}

export function int64(value: bigint): Int {
  return new Int(BigInt.asIntN(64, value), 'int64');
}

export function strings(items: readonly string[]): List {
  return new List(items, '[]string');
}

/** The items of a list, or the complaint of a function that takes any value and wants a list. */
export function itemsOf(list: Value, doing: string): readonly Value[] {
  if (list instanceof List) return list.items;
  throw failed(`cannot ${doing} ${list === null || list === undefined ? 'nil' : `type ${typeOf(list)}`}`);
}
