import { remembered } from '../remembered';
import { type Unknown, unknown } from '../unknown';
import { argoFunctions } from './argo-functions';
import { builtins } from './builtins';
import { CannotTell, Fault, type TemplateFault } from './fault';
import { execute, type MissingKey } from './interpreter';
import { parse } from './parser';
import { sprig } from './sprig/table';
import { wellFormed } from './text';
import { fromPlain, type Plain, type Value } from './value';
import { Work } from './work';

export interface GoTemplateOptions {
  /** `missingkey=error` and its kin, as an ApplicationSet lists them. */
  readonly options?: readonly string[];
  /** Whether the Go release that Argo CD is built with knows `{{ else with }}` and `range 3`; by default it does. */
  readonly elseWith?: boolean;
  readonly rangeOverInt?: boolean;
}

const functions = { ...builtins, ...sprig, ...argoFunctions };

/** A template is filled in for thousands of Applications, and read once. */
const parsed = remembered((source) => parse(source, isFunction, { elseWith: true }));
const parsedWithoutElseWith = remembered((source) => parse(source, isFunction, { elseWith: false }));

function isFunction(name: string): boolean {
  return name === 'and' || name === 'or' || Object.hasOwn(functions, name);
}

const MISSING_KEYS: ReadonlyMap<string, MissingKey> = new Map([
  ['missingkey=default', 'invalid'],
  ['missingkey=invalid', 'invalid'],
  ['missingkey=zero', 'zero'],
  ['missingkey=error', 'error'],
]);

/** The text that a Go template makes of parameters, with the functions that Argo CD gives to ApplicationSets. */
export function renderGoTemplate(
  source: string,
  params: Plain,
  options: GoTemplateOptions = {},
): { readonly text: string } | TemplateFault | Unknown {
  return renderOver(source, () => fromPlain(params), options, new Work());
}

/** The same over values that may be those of other templates as well. */
export function renderOver(
  source: string,
  params: () => Value,
  { options = [], elseWith = true, rangeOverInt = true }: GoTemplateOptions,
  work: Work,
): { readonly text: string } | TemplateFault | Unknown {
  try {
    work.spendText(source.length);
    const template = elseWith ? parsed(source) : parsedWithoutElseWith(source);
    let missingKey: MissingKey = 'invalid';
    for (const option of options) {
      const known = MISSING_KEYS.get(option);
      if (known === undefined) return { fault: 'execution', message: `unrecognized option: ${option}` };
      missingKey = known;
    }
    const text = execute(template, params(), { functions, missingKey, rangeOverInt }, work);
    return { text: wellFormed(text) };
  } catch (thrown) {
    if (thrown instanceof Fault) return { fault: thrown.kind, message: thrown.message };
    if (thrown instanceof CannotTell) return unknown(thrown.message);
    // JavaScript gives up on strings beyond half a gigabyte and on calls beyond its stack.
    if (thrown instanceof RangeError) return unknown('the template takes more room than is worth following');
    throw thrown;
  }
}
