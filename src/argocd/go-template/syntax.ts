import type { NumberLiteral } from './number';

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly pipe: Pipe }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly pipe: Pipe;
      readonly then: Block;
      readonly otherwise: Block | undefined;
    }
  | { readonly kind: 'template'; readonly name: string; readonly pipe: Pipe | undefined }
  | { readonly kind: 'break' | 'continue' };

export type Block = readonly Node[];

/** Commands, each of which gets the value of the one before as its last argument. */
export interface Pipe {
  readonly kind: 'pipe';
  readonly variables: readonly string[];
  readonly assigns: boolean;
  readonly commands: readonly (readonly [Operand, ...Operand[]])[];
}

export type Operand =
  | { readonly kind: 'dot' | 'nil' }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly number: NumberLiteral }
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'field'; readonly path: readonly string[] }
  | { readonly kind: 'variable'; readonly name: string; readonly path: readonly string[] }
  | { readonly kind: 'chain'; readonly of: Operand; readonly path: readonly string[] }
  | Pipe;

export interface Template {
  readonly main: Block;
  readonly named: ReadonlyMap<string, Block>;
}
