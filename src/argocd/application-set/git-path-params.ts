import { normalizeName } from '../go-template/normalize';
import { base } from '../go-template/sprig/paths';
import { ofTexts, type Plain } from '../go-template/value';
import type { Params } from './application-set';

/** What a directory says of itself, and, for a file in it, the name of that. */
export function pathParams(
  directory: string,
  filename: string | undefined,
  prefix: string,
  goTemplate: boolean,
): Params {
  const segments = directory.split('/');
  const facts: Record<string, string> = {
    basename: base(directory),
    basenameNormalized: normalizeName(base(directory)),
  };
  if (filename !== undefined) {
    facts.filename = filename;
    facts.filenameNormalized = normalizeName(filename);
  }
  if (goTemplate) {
    const path: Plain = { path: directory, ...facts, segments: ofTexts(segments) };
    return prefix === '' ? { path } : { [prefix]: { path } };
  }
  const name = prefix === '' ? 'path' : `${prefix}.path`;
  return {
    [name]: directory,
    ...Object.fromEntries(Object.entries(facts).map(([key, value]) => [`${name}.${key}`, value])),
    ...Object.fromEntries(
      segments.flatMap((segment, at) => (segment === '' ? [] : [[`${name}[${at}]`, segment] as const])),
    ),
  };
}
