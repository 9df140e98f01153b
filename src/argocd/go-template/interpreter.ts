import { CannotTell, failed } from './fault';
import { print } from './format';
import { accepts, type FunctionTable, type GoFunction, goName, int, type Type } from './function';
import type { NumberLiteral } from './number';
import type { Block, Node, Operand, Pipe, Template } from './syntax';
import { Dict, Int, isTrue, List, Thing, typeOf, type Value } from './value';
import type { Work } from './work';

/** What a key that is missing from a map gives: no value, nil, or an error. */
export type MissingKey = 'invalid' | 'zero' | 'error';

export interface Settings {
  readonly functions: FunctionTable;
  readonly missingKey: MissingKey;
  /** `range 3` counts, since Go 1.24. */
  readonly rangeOverInt: boolean;
}

/** Runs a template. What it prints is the sum of the texts and of the values of its actions. */
export function execute(template: Template, data: Value, settings: Settings, work: Work): string {
  const output: string[] = [];
  new Run(template, settings, work, output, data).block(template.main, data);
  return output.join('');
}

/** Stands for the last argument of the first command of a pipe: there is none. */
const NONE = Symbol('none');
type Final = Value | typeof NONE;

type Leaving = 'break' | 'continue' | undefined;

class Run {
  /** A variable is found from the end: the one declared last hides the others. */
  readonly #variables: { readonly name: string; value: Value }[];

  constructor(
    private readonly template: Template,
    private readonly settings: Settings,
    private readonly work: Work,
    private readonly output: string[],
    root: Value,
  ) {
    this.#variables = [{ name: '$', value: root }];
  }

  block(block: Block, dot: Value): Leaving {
    for (const node of block) {
      const leaving = this.#node(node, dot);
      if (leaving !== undefined) return leaving;
    }
    return undefined;
  }

  #node(node: Node, dot: Value): Leaving {
    this.work.spend(1);
    switch (node.kind) {
      case 'text':
        this.#print(node.text);
        return undefined;
      case 'action': {
        const value = this.#pipe(node.pipe, dot);
        // A declaration prints nothing.
        if (node.pipe.variables.length > 0) return undefined;
        refuseAnyOrder(value);
        this.#print(value === undefined ? '<no value>' : print(value, this.work));
        return undefined;
      }
      case 'if':
      case 'with':
        return this.#scoped(() => {
          const value = this.#pipe(node.pipe, dot);
          if (isTrue(value)) return this.#nestedBlock(node.then, node.kind === 'with' ? value : dot);
          return this.#nestedBlock(node.otherwise ?? [], dot);
        });
      case 'range':
        return this.#scoped(() => this.#range(node, dot));
      case 'template': {
        const block = this.template.named.get(node.name);
        if (block === undefined) throw failed(`template "${node.name}" not defined`);
        const data = node.pipe === undefined ? undefined : this.#pipe(node.pipe, dot);
        const { template, settings, work, output } = this;
        this.work.nested(() => new Run(template, settings, work, output, data).block(block, data));
        return undefined;
      }
      default:
        return node.kind;
    }
  }

  #nestedBlock(block: Block, dot: Value): Leaving {
    return this.work.nested(() => this.block(block, dot));
  }

  #print(text: string): void {
    this.work.spendText(text.length);
    this.output.push(text);
  }

  /** Variables that are declared inside are gone afterwards. */
  #scoped<T>(run: () => T): T {
    const mark = this.#variables.length;
    const result = run();
    this.#variables.length = mark;
    return result;
  }

  #range(
    node: Node & { readonly pipe: Pipe; readonly then: Block; readonly otherwise: Block | undefined },
    dot: Value,
  ): Leaving {
    const { variables, assigns } = node.pipe;
    const over = this.#pipe(node.pipe, dot);
    const rounds = this.#rounds(over, variables.length);
    if (rounds.length === 0) return this.#nestedBlock(node.otherwise ?? [], dot);
    for (const [key, item] of rounds) {
      this.work.spend(1);
      // With one variable it is the item; with two the key comes first.
      const values = variables.length === 2 ? [key, item] : [item];
      for (const [nth, name] of variables.entries()) {
        if (assigns) this.#assign(name, values[nth]);
        else this.#declaredLast(variables.length - nth).value = values[nth];
      }
      const leaving = this.#scoped(() => this.#nestedBlock(node.then, item));
      if (leaving === 'break') break;
    }
    return undefined;
  }

  #rounds(over: Value, variables: number): readonly (readonly [Value, Value])[] {
    if (over === undefined || over === null) return [];
    refuseAnyOrder(over);
    if (over instanceof List) return over.items.map((item, at) => [int(at), item] as const);
    if (over instanceof Dict) return over.sorted();
    if (!(over instanceof Int) || !this.settings.rangeOverInt)
      throw failed(`range can't iterate over ${print(over, this.work)}`);
    if (variables > 1) throw failed(`can't use ${over.value} to iterate over more than one variable`);
    const count = Number(over.value);
    this.work.spend(Math.max(0, count));
    return Array.from({ length: Math.max(0, count) }, (_, at) => [undefined, new Int(BigInt(at), over.type)] as const);
  }

  #declaredLast(nth: number): { value: Value } {
    const variable = this.#variables.at(-nth);
    if (variable === undefined) throw failed('undefined variable');
    return variable;
  }

  #assign(name: string, value: Value): void {
    this.#variable(name).value = value;
  }

  #variable(name: string): { value: Value } {
    const variable = this.#variables.findLast((candidate) => candidate.name === name);
    if (variable === undefined) throw failed(`undefined variable: ${name}`);
    return variable;
  }

  #pipe(pipe: Pipe, dot: Value): Value {
    return this.work.nested(() => {
      let final: Final = NONE;
      for (const command of pipe.commands) final = this.#command(command, dot, final) ?? undefined;
      const value = final === NONE ? undefined : final;
      for (const name of pipe.variables) {
        if (pipe.assigns) this.#assign(name, value);
        else this.#variables.push({ name, value });
      }
      return value;
    });
  }

  #command([first, ...args]: readonly [Operand, ...Operand[]], dot: Value, final: Final): Value {
    this.work.spend(1);
    if (first.kind === 'function') return this.#call(first.name, args, dot, final);
    if (args.length > 0 || final !== NONE) {
      // Go evaluates the way to the last field before it finds that it is no function.
      if (first.kind === 'field' || first.kind === 'variable' || first.kind === 'chain') this.#operand(first, dot);
      throw failed("can't give argument to non-function");
    }
    if (first.kind === 'nil') throw failed('nil is not a command');
    return this.#operand(first, dot);
  }

  #operand(operand: Operand, dot: Value): Value {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'bool':
      case 'string':
        return operand.value;
      case 'number':
        return constant(operand.number);
      case 'function':
        return this.#call(operand.name, [], dot, NONE);
      case 'field':
        return this.#fields(dot, operand.path);
      case 'variable':
        return this.#fields(this.#variable(operand.name).value, operand.path);
      case 'chain':
        if (operand.of.kind === 'nil') throw failed('indirection through explicit nil');
        return this.#fields(this.#operand(operand.of, dot), operand.path);
      case 'pipe':
        return this.#pipe(operand, dot);
    }
  }

  #fields(start: Value, path: readonly string[]): Value {
    return path.reduce((receiver: Value, name) => this.#field(receiver, name), start);
  }

  #field(receiver: Value, name: string): Value {
    this.work.spend(1);
    if (receiver === undefined) {
      if (this.settings.missingKey === 'error') throw failed(`nil data; no entry for key "${name}"`);
      return undefined;
    }
    if (receiver === null) throw failed(`nil pointer evaluating interface {}.${name}`);
    if (receiver instanceof Thing && receiver.members.has(name)) return receiver.members.get(name);
    if (!(receiver instanceof Dict)) throw failed(`can't evaluate field ${name} in type ${typeOf(receiver)}`);
    const value = receiver.entries.get(name);
    if (value !== undefined || receiver.entries.has(name)) return value ?? null;
    if (this.settings.missingKey === 'error') throw failed(`map has no entry for key "${name}"`);
    if (this.settings.missingKey === 'invalid') return undefined;
    return receiver.type === 'map[string]string' ? '' : null;
  }

  #call(name: string, operands: readonly Operand[], dot: Value, final: Final): Value {
    if ((name === 'and' || name === 'or') && !Object.hasOwn(this.settings.functions, name)) {
      return this.#logic(name, operands, dot, final);
    }
    const called = this.settings.functions[name];
    if (called === undefined) throw failed(`"${name}" is not a defined function`);
    const count = operands.length + (final === NONE ? 0 : 1);
    const wanted = called.parameters.length;
    if (called.rest === undefined ? count !== wanted : count < wanted) {
      throw failed(
        `wrong number of args for ${name}: want ${called.rest === undefined ? '' : 'at least '}${wanted} got ${count}`,
      );
    }
    const args = operands.map((operand, at) => this.#argument(operand, typeAt(called, at), dot));
    if (final !== NONE) args.push(checked(final, typeAt(called, count - 1)));
    for (const arg of args) {
      if (typeof arg === 'string') this.work.spendText(arg.length);
      if (!ORDER_DOES_NOT_MATTER.has(name)) refuseAnyOrder(arg);
    }
    const result = called.run(args, this.work);
    if (typeof result === 'string') this.work.spendText(result.length);
    if (result instanceof List) this.work.spend(result.items.length);
    if (result instanceof Dict) this.work.spend(result.entries.size / 8);
    return result;
  }

  /** The first argument that decides, or the last one; what follows is not evaluated. */
  #logic(name: 'and' | 'or', operands: readonly Operand[], dot: Value, final: Final): Value {
    if (operands.length === 0 && final === NONE)
      throw failed(`wrong number of args for ${name}: want at least 1 got 0`);
    let value: Value;
    for (const operand of operands) {
      value = this.#argument(operand, 'value', dot);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return final === NONE ? value : final;
  }

  #argument(operand: Operand, type: Type, dot: Value): Value {
    switch (operand.kind) {
      case 'nil':
        if (type === 'any' || type === 'value' || type === 'map') return undefined;
        throw failed(`cannot assign nil to ${goName[type]}`);
      case 'bool':
      case 'string':
      case 'number':
        return literal(operand, type);
      default:
        return checked(this.#operand(operand, dot), type);
    }
  }
}

/** The functions that may see a list whose order changes from run to run. */
const ORDER_DOES_NOT_MATTER = new Set(['sortAlpha', 'len', 'has', 'mustHas', 'empty', 'not', 'kindOf', 'typeOf']);

function refuseAnyOrder(value: Value): void {
  if (value instanceof List && value.anyOrder)
    throw new CannotTell('the keys and values of a map come in a random order');
}

function typeAt(called: GoFunction, at: number): Type {
  return called.parameters[at] ?? called.rest ?? 'any';
}

function checked(value: Value, type: Type): Value {
  if (accepts(type, value)) return value;
  if (value === undefined) throw failed(`invalid value; expected ${goName[type]}`);
  throw failed(
    `wrong type for value; expected ${goName[type]}; got ${value === null ? 'interface {}' : typeOf(value)}`,
  );
}

/** A literal takes the type that is wanted, as far as it can. */
function literal(operand: Operand & { readonly kind: 'bool' | 'string' | 'number' }, type: Type): Value {
  if (operand.kind === 'number') {
    const { source, int: whole, float } = operand.number;
    if (type === 'any' || type === 'value') return constant(operand.number);
    if (type === 'int' && whole !== undefined) return new Int(whole);
    if (type === 'float64' && float !== undefined) return float;
    throw failed(`expected ${goName[type]}; found ${source}`);
  }
  if (type === 'any' || type === 'value' || accepts(type, operand.value)) return operand.value;
  throw failed(`expected ${goName[type]}; found ${JSON.stringify(operand.value)}`);
}

/** The type of a number that nobody asks for: its spelling decides. */
function constant({ source, int: whole, float }: NumberLiteral): Value {
  const spelledAsFloat = !source.startsWith("'") && (/^0x/i.test(source) ? /p/i.test(source) : /[.ep]/i.test(source));
  if (spelledAsFloat && float !== undefined) return float;
  if (whole === undefined) throw failed(`${source} overflows int`);
  return new Int(whole);
}
