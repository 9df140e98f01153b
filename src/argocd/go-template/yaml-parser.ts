import { NotYaml, Scanner, type TokenKind } from './yaml-scanner';

/** What a text says, before it is known what its scalars mean. */
export type Node =
  | Scalar
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'mapping'; readonly entries: readonly (readonly [Node, Node])[] }
  | { readonly kind: 'alias'; readonly of: Node };

export interface Scalar {
  readonly kind: 'scalar';
  readonly text: string;
  /** In full; empty where none is written. */
  readonly tag: string;
  /** Whether it may be something else than a text. */
  readonly isPlain: boolean;
}

const EMPTY: Scalar = { kind: 'scalar', text: '', tag: '', isPlain: true };

const BLOCK_VALUE_ENDS: readonly TokenKind[] = ['key', 'value', 'block end'];
const FLOW_SEQUENCE_ENDS: readonly TokenKind[] = ['flow entry', 'flow sequence end'];
const FLOW_MAPPING_ENDS: readonly TokenKind[] = ['flow entry', 'flow mapping end'];

/** The first document of a text, and how far the text was read for it; what follows is not looked at. */
export function parseYaml(text: string): { readonly root: Node | undefined; readonly end: number } {
  const scanner = new Scanner(text);
  const root = new Parser(scanner).document();
  return { root, end: scanner.position };
}

class Parser {
  private readonly anchors = new Map<string, Node>();
  private readonly handles = new Map<string, string>();

  constructor(private readonly scanner: Scanner) {}

  document(): Node | undefined {
    if (this.isNext('stream end')) return undefined;
    const hasStart = this.isNext('version directive', 'tag directive', 'document start');
    this.directives();
    if (hasStart && this.scanner.take().kind !== 'document start') throw new NotYaml('did not find expected ---');
    const isEmpty = this.isNext('version directive', 'tag directive', 'document start', 'document end', 'stream end');
    const root = hasStart && isEmpty ? EMPTY : this.node('block');
    // The reader looks at what comes next, to see whether the document ends.
    this.scanner.peek();
    return root;
  }

  private directives(): void {
    let hasVersion = false;
    while (this.isNext('version directive', 'tag directive')) {
      const { kind, text = '', suffix = '' } = this.scanner.take();
      if (kind === 'tag directive') {
        if (this.handles.has(text)) throw new NotYaml('found duplicate %TAG directive');
        this.handles.set(text, suffix);
      } else {
        if (hasVersion) throw new NotYaml('found duplicate %YAML directive');
        if (!/^0?1\.0?1$/.test(text)) throw new NotYaml('found incompatible YAML document');
        hasVersion = true;
      }
    }
    if (!this.handles.has('!')) this.handles.set('!', '!');
    if (!this.handles.has('!!')) this.handles.set('!!', 'tag:yaml.org,2002:');
  }

  /** Within brackets no block starts; the value of a key may be a sequence that is not indented. */
  private node(context: 'block' | 'value' | 'flow'): Node {
    if (this.isNext('alias')) {
      const name = this.scanner.take().text ?? '';
      const of = this.anchors.get(name);
      if (of === undefined) throw new NotYaml(`unknown anchor '${name}' referenced`);
      return { kind: 'alias', of };
    }
    let anchor: string | undefined;
    let tag = '';
    const first = this.scanner.peek().kind;
    if (first === 'anchor') anchor = this.scanner.take().text;
    if (this.isNext('tag')) tag = this.tag();
    if (first === 'tag' && this.isNext('anchor')) anchor = this.scanner.take().text;
    return this.content(context, anchor, tag);
  }

  private content(context: 'block' | 'value' | 'flow', anchor: string | undefined, tag: string): Node {
    const { kind, text = '', isPlain = false } = this.scanner.peek();
    const known = <T extends Node>(node: T): T => {
      if (anchor !== undefined) this.anchors.set(anchor, node);
      return node;
    };
    if (kind === 'block entry' && context === 'value') return this.sequence(known, (items) => this.indentless(items));
    if (kind === 'scalar') {
      this.scanner.take();
      return known({ kind: 'scalar', text, tag, isPlain: tag === '!' || (tag === '' && isPlain) });
    }
    if (kind === 'flow sequence start') return this.sequence(known, (items) => this.flowSequence(items));
    if (kind === 'flow mapping start') return this.mapping(known, (entries) => this.flowMapping(entries));
    if (context !== 'flow' && kind === 'block sequence start')
      return this.sequence(known, (items) => this.blockSequence(items));
    if (context !== 'flow' && kind === 'block mapping start')
      return this.mapping(known, (entries) => this.blockMapping(entries));
    if (anchor === undefined && tag === '') throw new NotYaml('did not find expected node content');
    return known({ ...EMPTY, tag, isPlain: tag === '' });
  }

  /** An anchor is known within what it names. */
  private sequence(known: <T extends Node>(node: T) => T, fill: (items: Node[]) => void): Node {
    const items: Node[] = [];
    const node = known({ kind: 'sequence', items } as const);
    fill(items);
    return node;
  }

  private mapping(known: <T extends Node>(node: T) => T, fill: (entries: (readonly [Node, Node])[]) => void): Node {
    const entries: (readonly [Node, Node])[] = [];
    const node = known({ kind: 'mapping', entries } as const);
    fill(entries);
    return node;
  }

  private tag(): string {
    const { text = '', suffix = '' } = this.scanner.take();
    if (text === '') return suffix;
    const prefix = this.handles.get(text);
    if (prefix === undefined) throw new NotYaml('found undefined tag handle');
    return prefix + suffix;
  }

  private blockSequence(items: Node[]): void {
    this.scanner.take();
    while (this.isNext('block entry')) {
      this.scanner.take();
      items.push(this.isNext('block entry', 'block end') ? EMPTY : this.node('block'));
    }
    this.expect('block end');
  }

  private indentless(items: Node[]): void {
    while (this.isNext('block entry')) {
      this.scanner.take();
      items.push(this.isNext('block entry', ...BLOCK_VALUE_ENDS) ? EMPTY : this.node('block'));
    }
  }

  private blockMapping(entries: (readonly [Node, Node])[]): void {
    this.scanner.take();
    while (this.isNext('key')) {
      this.scanner.take();
      const key = this.isNext(...BLOCK_VALUE_ENDS) ? EMPTY : this.node('value');
      entries.push([key, this.valueOf('value', BLOCK_VALUE_ENDS)]);
    }
    this.expect('block end');
  }

  private flowSequence(items: Node[]): void {
    this.entries('flow sequence end', () => {
      if (!this.isNext('key')) return items.push(this.node('flow'));
      this.scanner.take();
      const isEmpty = this.isNext('value', ...FLOW_SEQUENCE_ENDS);
      // The reader takes what it finds instead of a key, be it the colon or the bracket.
      if (isEmpty) this.scanner.take();
      const key = isEmpty ? EMPTY : this.node('flow');
      return items.push({ kind: 'mapping', entries: [[key, this.valueOf('flow', FLOW_SEQUENCE_ENDS)]] });
    });
  }

  private flowMapping(entries: (readonly [Node, Node])[]): void {
    this.entries('flow mapping end', () => {
      if (!this.isNext('key')) return entries.push([this.node('flow'), EMPTY]);
      this.scanner.take();
      const key = this.isNext('value', ...FLOW_MAPPING_ENDS) ? EMPTY : this.node('flow');
      return entries.push([key, this.valueOf('flow', FLOW_MAPPING_ENDS)]);
    });
  }

  /** What is between brackets, with commas between and perhaps one more at the end. */
  private entries(end: 'flow sequence end' | 'flow mapping end', entry: () => void): void {
    this.scanner.take();
    for (let isFirst = true; !this.isNext(end); isFirst = false) {
      if (!isFirst) this.expect('flow entry');
      if (this.isNext(end)) break;
      entry();
    }
    this.scanner.take();
  }

  private valueOf(context: 'value' | 'flow', ends: readonly TokenKind[]): Node {
    if (!this.isNext('value')) return EMPTY;
    this.scanner.take();
    return this.isNext(...ends) ? EMPTY : this.node(context);
  }

  private isNext(...kinds: readonly TokenKind[]): boolean {
    return kinds.includes(this.scanner.peek().kind);
  }

  private expect(kind: TokenKind): void {
    const found = this.scanner.take().kind;
    if (found !== kind) throw new NotYaml(`did not find expected ${kind}, but a ${found}`);
  }
}
