import { CannotTell, Fault } from './fault';
import { lex, type Token, type TokenKind } from './lexer';
import { readNumber } from './number';
import { unquoteGo } from './quote';
import type { Block, Node, Operand, Pipe, Template } from './syntax';

/** What depends on the Go release that Argo CD is built with. */
export interface Dialect {
  /** `{{ else with }}` parses, since Go 1.23. */
  readonly elseWith: boolean;
}

const MOST_DEPTH = 400;

export function parse(source: string, isFunction: (name: string) => boolean, dialect: Dialect): Template {
  return new Parser(lex(source), isFunction, dialect).template();
}

/** A block, and what ended it. */
interface Ended {
  readonly block: Block;
  readonly by: 'end' | 'else';
}

class Parser {
  readonly #named = new Map<string, Block>();
  #variables: string[] = ['$'];
  #at = 0;
  #ranges = 0;
  #depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly isFunction: (name: string) => boolean,
    private readonly dialect: Dialect,
  ) {}

  template(): Template {
    const main: Node[] = [];
    while (this.#peek().kind !== 'end') {
      if (this.#peek().kind === 'open' && this.#isDefine()) {
        this.#define();
        continue;
      }
      const node = this.#textOrAction();
      if (typeof node === 'string') throw unexpected(`{{${node}}}`, 'template');
      main.push(node);
    }
    // The whole has a name as well, which is empty.
    this.#addTemplate('', main);
    return { main: this.#named.get('') ?? main, named: this.#named };
  }

  #isDefine(): boolean {
    const word = this.tokens.slice(this.#at + 1, this.#at + 3).find(({ kind }) => kind !== 'space');
    return word?.kind === 'keyword' && word.text === 'define';
  }

  #define(): void {
    this.#next();
    this.#nextWord();
    const name = this.#templateName('define clause');
    this.#expect('close', 'define clause');
    this.#addTemplate(name, this.#ownScope('define clause'));
  }

  /** A template of its own sees no variables from around it. */
  #ownScope(context: string): Block {
    const [variables, ranges] = [this.#variables, this.#ranges];
    this.#variables = ['$'];
    this.#ranges = 0;
    const { block, by } = this.#block();
    if (by !== 'end') throw unexpected('{{else}}', context);
    this.#variables = variables;
    this.#ranges = ranges;
    return block;
  }

  /** A template may be defined again if one of the two is empty; the other one counts. */
  #addTemplate(name: string, block: Block): void {
    const known = this.#named.get(name);
    if (known === undefined || isEmpty(known)) this.#named.set(name, block);
    else if (!isEmpty(block)) throw new Fault('syntax', `multiple definition of template ${JSON.stringify(name)}`);
  }

  #block(): Ended {
    const block: Node[] = [];
    while (this.#peekWord().kind !== 'end') {
      const node = this.#textOrAction();
      if (typeof node === 'string') return { block, by: node };
      block.push(node);
    }
    throw new Fault('syntax', 'unexpected EOF');
  }

  #textOrAction(): Node | 'end' | 'else' {
    const token = this.#nextWord();
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind !== 'open') throw unexpected(token.text, 'input', token);
    return this.#nested(() => this.#action());
  }

  #action(): Node | 'end' | 'else' {
    const token = this.#peekWord();
    if (token.kind !== 'keyword') return { kind: 'action', pipe: this.#pipe('command', 'close') };
    this.#nextWord();
    switch (token.text) {
      case 'if':
      case 'with':
      case 'range':
        return this.#control(token.text);
      case 'break':
      case 'continue':
        this.#expect('close', `{{${token.text}}}`);
        if (this.#ranges === 0) throw new Fault('syntax', `{{${token.text}}} outside {{range}}`);
        return { kind: token.text };
      case 'end':
        this.#expect('close', 'end');
        return 'end';
      case 'else':
        if (!/^(if|with)$/.test(this.#peekWord().text)) this.#expect('close', 'else');
        return 'else';
      case 'template':
        return this.#call();
      case 'block': {
        const name = this.#templateName('block clause');
        const pipe = this.#pipe('block clause', 'close');
        this.#addTemplate(name, this.#ownScope('block clause'));
        return { kind: 'template', name, pipe };
      }
      default:
        throw unexpected(token.text, 'command', token);
    }
  }

  #call(): Node {
    const name = this.#templateName('template clause');
    if (this.#peekWord().kind !== 'close') {
      return { kind: 'template', name, pipe: this.#pipe('template clause', 'close') };
    }
    this.#nextWord();
    return { kind: 'template', name, pipe: undefined };
  }

  #templateName(context: string): string {
    const token = this.#nextWord();
    if (token.kind !== 'string') throw unexpected(token.text, context, token);
    return unquoted(token);
  }

  #control(kind: 'if' | 'with' | 'range'): Node {
    const scope = this.#variables.length;
    const pipe = this.#pipe(kind, 'close');
    if (kind === 'range') this.#ranges++;
    const { block: then, by } = this.#block();
    if (kind === 'range') this.#ranges--;
    const otherwise = by === 'else' ? this.#otherwise(kind) : undefined;
    this.#variables.length = scope;
    return { kind, pipe, then, otherwise };
  }

  /** `{{ else if }}` is an `if` within the `else`, and the `end` of the one ends the other as well. */
  #otherwise(kind: 'if' | 'with' | 'range'): Block {
    const follows = this.#peek();
    if (follows.kind === 'keyword' && follows.text === kind && kind !== 'range') {
      if (kind === 'with' && !this.dialect.elseWith) throw unexpected('<with>', 'input');
      this.#next();
      return [this.#nested(() => this.#control(kind))];
    }
    const { block, by } = this.#block();
    if (by !== 'end') throw new Fault('syntax', 'expected end; found {{else}}');
    return block;
  }

  #pipe(context: string, end: TokenKind): Pipe {
    const { variables, assigns } = this.#declarations(context);
    const commands: (readonly [Operand, ...Operand[]])[] = [];
    for (;;) {
      const token = this.#peekWord();
      if (token.kind === end) break;
      if (!/^(bool|dot|field|word|number|nil|string|variable|\()$/.test(token.kind)) {
        throw unexpected(token.text, context, token);
      }
      commands.push(this.#command());
    }
    this.#nextWord();
    if (commands.length === 0) throw new Fault('syntax', `missing value for ${context}`);
    // Only the first command can be a mere value; what follows is given something.
    if (commands.slice(1).some(([first]) => /^(bool|dot|nil|number|string)$/.test(first.kind))) {
      throw new Fault('syntax', 'non executable command in pipeline');
    }
    return { kind: 'pipe', variables, assigns, commands };
  }

  #declarations(context: string): { variables: readonly string[]; assigns: boolean } {
    const variables: string[] = [];
    for (;;) {
      const token = this.#peekWord();
      if (token.kind !== 'variable') return { variables, assigns: false };
      const start = this.#at;
      this.#nextWord();
      const follows = this.#peekWord();
      const isOneOfTwo = follows.kind === 'character' && follows.text === ',';
      if (follows.kind !== 'assign' && follows.kind !== 'declare' && !isOneOfTwo) {
        this.#at = start;
        return { variables, assigns: false };
      }
      this.#nextWord();
      variables.push(token.text);
      this.#variables.push(token.text);
      if (!isOneOfTwo) return { variables, assigns: follows.kind === 'assign' };
      if (context !== 'range' || variables.length >= 2) {
        throw new Fault('syntax', `too many declarations in ${context}`);
      }
      if (!/^(variable|close|\))$/.test(this.#peekWord().kind)) {
        throw new Fault('syntax', 'range can only initialize variables');
      }
    }
  }

  #command(): readonly [Operand, ...Operand[]] {
    const operands: Operand[] = [];
    for (;;) {
      this.#peekWord();
      const operand = this.#operand();
      if (operand !== undefined) operands.push(operand);
      const token = this.#next();
      if (token.kind === 'space') continue;
      if (token.kind === 'close' || token.kind === ')') this.#at--;
      else if (token.kind !== 'pipe') throw unexpected(token.text, 'operand', token);
      break;
    }
    const [first, ...others] = operands;
    if (first === undefined) throw new Fault('syntax', 'empty command');
    return [first, ...others];
  }

  #operand(): Operand | undefined {
    const term = this.#term();
    if (term === undefined || this.#peek().kind !== 'field') return term;
    const path: string[] = [];
    while (this.#peek().kind === 'field') path.push(this.#next().text.slice(1));
    if (term.kind === 'field' || term.kind === 'variable') return { ...term, path: [...term.path, ...path] };
    if (/^(bool|string|number|nil|dot)$/.test(term.kind)) throw new Fault('syntax', `unexpected . after term`);
    return { kind: 'chain', of: term, path };
  }

  #term(): Operand | undefined {
    const start = this.#at;
    const token = this.#nextWord();
    switch (token.kind) {
      case 'word':
        if (!this.isFunction(token.text)) throw new Fault('syntax', `function "${token.text}" not defined`);
        return { kind: 'function', name: token.text };
      case 'dot':
      case 'nil':
        return { kind: token.kind };
      case 'variable':
        if (!this.#variables.includes(token.text)) throw new Fault('syntax', `undefined variable "${token.text}"`);
        return { kind: 'variable', name: token.text, path: [] };
      case 'field':
        return { kind: 'field', path: [token.text.slice(1)] };
      case 'bool':
        return { kind: 'bool', value: token.text === 'true' };
      case 'number':
        return { kind: 'number', number: readNumber(token.text) };
      case '(':
        return this.#nested(() => this.#pipe('parenthesized pipeline', ')'));
      case 'string':
        return { kind: 'string', value: unquoted(token) };
      default:
        this.#at = start;
        return undefined;
    }
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > MOST_DEPTH) throw new CannotTell('the template nests deeper than is worth following');
    const parsed = parse();
    this.#depth--;
    return parsed;
  }

  #expect(kind: TokenKind, context: string): void {
    const token = this.#nextWord();
    if (token.kind !== kind) throw unexpected(token.text, context, token);
  }

  #peek(): Token {
    return this.tokens[Math.min(this.#at, this.tokens.length - 1)] ?? { kind: 'end', text: 'EOF' };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }

  #peekWord(): Token {
    if (this.#peek().kind === 'space') this.#at++;
    return this.#peek();
  }

  #nextWord(): Token {
    this.#peekWord();
    return this.#next();
  }
}

function unquoted(token: Token): string {
  const text = unquoteGo(token.text);
  if (text === undefined) throw new Fault('syntax', `malformed string ${token.text}`);
  return text;
}

function unexpected(found: string, context: string, token?: Token): Fault {
  return new Fault('syntax', token?.kind === 'error' ? found : `unexpected ${found} in ${context}`);
}

function isEmpty(block: Block): boolean {
  return block.every((node) => node.kind === 'text' && node.text.trim() === '');
}
