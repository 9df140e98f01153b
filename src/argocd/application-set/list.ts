import type { Plain } from '../go-template/value';
import { readYaml } from '../go-template/yaml-read';
import type { Data, ListGenerator, Params } from './application-set';
import { stop } from './failure';
import { isList } from './render';

/** The params of an element without any, of which Argo CD makes no map; see `merge`. */
export const NOTHING: Params = {};

/** Elements as they are; without Go templates every value is a text, and `values` a map of texts. */
export function listParams(generator: ListGenerator, goTemplate: boolean): readonly Params[] {
  const elements = (generator.elements ?? []).map((element) => (goTemplate ? element : flatElement(element)));
  return [...elements, ...yamlElements(generator.elementsYaml ?? '')];
}

function flatElement(element: Data): Params {
  if (Object.keys(element).length === 0) return NOTHING;
  return Object.fromEntries(
    Object.entries(element).flatMap(([key, value]) => {
      if (key !== 'values') return [[key, text(value)] as const];
      if (!isMap(value)) throw stop('error parsing values map');
      return Object.entries(value).map(([name, item]) => [`values.${name}`, text(item)] as const);
    }),
  );
}

function text(value: Plain): string {
  if (typeof value === 'string') return value;
  throw stop(`error parsing value as string: ${JSON.stringify(value)}`);
}

/** Elements out of YAML text, which a matrix may have rendered before; they are taken as they are. */
function yamlElements(yaml: string): readonly Params[] {
  if (yaml === '') return [];
  const read = readYaml(yaml);
  if ('fault' in read) throw stop(`error unmarshling decoded ElementsYaml: ${read.fault}`);
  if (read.value === null) return [];
  if (!isList(read.value)) throw stop('elementsYaml is no list');
  return read.value.map((element) => {
    if (element === null) return NOTHING;
    if (!isMap(element)) throw stop('elementsYaml has elements that are no maps');
    return element;
  });
}

export function isMap(value: Plain): value is Data {
  return typeof value === 'object' && value !== null && !isList(value);
}
