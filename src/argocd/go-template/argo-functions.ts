import { failed } from './fault';
import { type FunctionTable, fn, variadic } from './function';
import { normalizeName, slugify } from './normalize';
import { Dict, fromPlain, Int, List } from './value';
import { readYaml } from './yaml-read';
import { toYaml } from './yaml-write';

const DEFAULT_SLUG = 50;

/** What Argo CD adds to sprig. */
export const argoFunctions: FunctionTable = {
  normalize: fn(['string'], normalizeName),
  // The last argument is the name; before it may come a length, and whether to cut at hyphens.
  slugify: variadic([], 'any', (args) => {
    const name = args.at(-1) ?? '';
    const [longest = new Int(BigInt(DEFAULT_SLUG)), smart = true] = args.slice(0, -1);
    if (args.length > 0 && typeof args.at(-1) !== 'string') throw failed('slugify takes a text last');
    if (!(longest instanceof Int) || longest.type !== 'int' || typeof smart !== 'boolean' || typeof name !== 'string') {
      throw failed('slugify takes a length, whether to cut at hyphens, and a text');
    }
    const slug = slugify(name, Number(longest.value), smart);
    if (slug === undefined) throw failed(`slugify: slice bounds out of range [:${longest.value}]`);
    return slug;
  }),
  toYaml: fn(['any'], toYaml),
  fromYaml: fn(['string'], (text, work) => {
    work.spend(40 + text.length);
    const read = readYaml(text);
    if ('fault' in read) throw failed(read.fault);
    const value = fromPlain(read.value);
    if (value === null) return new Dict(new Map());
    if (!(value instanceof Dict)) throw failed('fromYaml: the text is no map');
    return value;
  }),
  fromYamlArray: fn(['string'], (text, work) => {
    work.spend(40 + text.length);
    const read = readYaml(text);
    if ('fault' in read) throw failed(read.fault);
    const value = fromPlain(read.value);
    if (value === null) return new List([]);
    if (!(value instanceof List)) throw failed('fromYamlArray: the text is no list');
    return value;
  }),
};
