import type { Plain } from '../go-template/value';
import { unknown } from '../unknown';
import type { ArgoVersion } from '../version';
import type { ApplicationSetSpec, Data, Generator, Params } from './application-set';
import { changed } from './changes';
import { clusterParams } from './clusters';
import { asTexts, combineEqual, overlay, sharedMaps } from './combine';
import { known, stop } from './failure';
import { gitParams } from './git';
import { interpolate } from './interpolate';
import { isMap, listParams, NOTHING } from './list';
import { paramsByMergeKey } from './merge-keys';
import { type Language, languageOf } from './render';
import { selectParams } from './selector';
import type { Sources } from './sources';

/** What a generator found, and the template that goes with it. */
export interface Generated {
  readonly params: readonly Params[];
  /** Whether their order is a matter of chance. */
  readonly unordered: boolean;
  readonly template: Data | undefined;
}

const KINDS = [
  'list',
  'clusters',
  'git',
  'scmProvider',
  'clusterDecisionResource',
  'pullRequest',
  'matrix',
  'merge',
  'plugin',
] as const;
type Kind = (typeof KINDS)[number];

interface Context {
  readonly spec: ApplicationSetSpec;
  readonly sources: Sources;
  readonly version: ArgoVersion;
  readonly language: Language;
}

/** All that one entry of the generators names runs. */
export function generate(
  generator: Generator,
  spec: ApplicationSetSpec,
  sources: Sources,
  version: ArgoVersion,
  language = languageOf(spec, version),
): readonly Generated[] {
  const context = { spec, sources, version, language };
  return kindsOf(generator).map((kind) => ({
    params: run(generator, kind, context, 0),
    unordered: merges(generator),
    template: templateOf(generator[kind]),
  }));
}

function templateOf(settings: unknown): Data | undefined {
  const template = isMap(settings as Plain) ? (settings as Data).template : undefined;
  return template !== undefined && isMap(template) ? template : undefined;
}

/** Argo CD gives the sets of a merge in a random order, and so what a matrix makes of them. */
function merges(generator: Generator): boolean {
  return kindsOf(generator).some((kind) => kind === 'merge') || (generator.matrix?.generators ?? []).some(merges);
}

function kindsOf(generator: Generator): readonly (Kind & keyof Generator)[] {
  return KINDS.filter((kind) => generator[kind] !== undefined && generator[kind] !== null) as readonly (Kind &
    keyof Generator)[];
}

function run(generator: Generator, kind: Kind, context: Context, depth: number): readonly Params[] {
  return selectParams(paramsOf(generator, kind, context, depth), generator.selector, context.version, context.language);
}

function paramsOf(generator: Generator, kind: Kind, context: Context, depth: number): readonly Params[] {
  const { sources, language, version } = context;
  switch (kind) {
    case 'list':
      return listParams(generator.list ?? {}, language.goTemplate);
    case 'clusters':
      return clusterParams(generator.clusters ?? {}, sources, language, version);
    case 'git':
      return gitParams(generator.git ?? {}, sources, language, version);
    case 'matrix':
      return matrix(generator.matrix?.generators ?? [], context, depth);
    case 'merge':
      return merge(generator.merge?.generators ?? [], generator.merge?.mergeKeys ?? [], context, depth);
    default:
      return known<readonly Params[]>(unknown(`a ${kind} generator asks a service`));
  }
}

/** Every set of the first child with every set of the second, which is rendered with the first one's. */
function matrix(children: readonly Generator[], context: Context, depth: number): readonly Params[] {
  const [first, second, ...more] = children;
  if (first === undefined || second === undefined)
    throw stop('found less than two generators, Matrix support only two');
  if (more.length > 0) throw stop('found more than two generators, Matrix support only two');
  return child(first, undefined, 'matrix', context, depth).flatMap((one) =>
    child(second, one, 'matrix', context, depth).map((other) => {
      spendFor(one, context);
      spendFor(other, context);
      return context.language.goTemplate ? overlay(other, one) : combineEqual(one, other);
    }),
  );
}

/** What it takes to put a set of params together. */
function spendFor(params: Params, { language }: Context): void {
  const keys = Object.keys(params).length;
  language.work.spend(language.goTemplate ? 1 + keys : 2 + 3 * keys);
}

/** The sets of the first child, with what the others say of the same keys. */
function merge(
  children: readonly Generator[],
  mergeKeys: readonly string[],
  context: Context,
  depth: number,
): readonly Params[] {
  if (children.length < 2) throw stop('found less than two generators, Merge requires two or more');
  const [base = [], ...others] = children.map((each) => child(each, undefined, 'merge', context, depth));
  const merged = new Map(paramsByMergeKey(mergeKeys, base, context.language.work));
  const shared = sharedMaps(base);
  for (const other of others) {
    const byKey = paramsByMergeKey(mergeKeys, other, context.language.work);
    for (const [key, params] of merged) {
      const over = byKey.get(key);
      if (over === undefined) continue;
      spendFor(params, context);
      spendFor(over, context);
      const written = Object.keys(over).find((name) => isMap(over[name] ?? null) && shared.has(params[name] ?? null));
      if (written !== undefined)
        known<void>(
          unknown(
            `a merge changes "${written}", which a matrix put into several elements; which of them see it is chance`,
          ),
        );
      merged.set(key, context.language.goTemplate ? overlay(params, over) : overwrite(params, over, context.version));
    }
  }
  return [...merged.values()];
}

function overwrite(params: Params, over: Params, version: ArgoVersion): Params {
  if (!changed(version, 'mergeCopies')) return { ...asTexts(params), ...asTexts(over) };
  if (params === NOTHING && Object.keys(over).length > 0)
    throw stop('merging into an element without any keys: Argo CD crashes on it');
  return { ...params, ...over };
}

/** A child names one generator. Those of the children's children are none that combine others. */
function child(
  generator: Generator,
  params: Params | undefined,
  of: 'matrix' | 'merge',
  context: Context,
  depth: number,
): readonly Params[] {
  const kinds = kindsOf(generator).filter((kind) => depth === 0 || (kind !== 'matrix' && kind !== 'merge'));
  const [kind, ...more] = kinds;
  if (kind === undefined) throw stop('child generator generated no parameters');
  if (more.length > 0) throw stop(`found more than one generator in ${of}.Generators`);
  const { spec, language, version } = context;
  const selects = depth === 0 || changed(version, 'nestedSelectors') || (spec.applyNestedSelectors ?? false);
  const ready =
    params === undefined || Object.keys(params).length === 0
      ? generator
      : interpolate(generator, params, language, version);
  // The selector is asked as it was written, not as it was rendered.
  return run({ ...ready, selector: selects ? (generator.selector ?? null) : null }, kind, context, depth + 1);
}
