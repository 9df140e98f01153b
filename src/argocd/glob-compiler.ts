import { type Matcher, tree, type Work, width } from './glob-matcher';
import type { GlobNode, GlobSequence } from './glob-syntax';
import { encode, runeAt } from './utf8';

/** Rewrites a parsed glob into matchers, the way Argo CD's matcher does and with its consequences. */
export function compile(node: GlobNode, separators: readonly number[], work: Work): Matcher {
  work.spend(1);
  switch (node.kind) {
    case 'anyOf': {
      const factored = factorCommonParts(node.children, work);
      if (factored !== undefined) return compile(factored, separators, work);
      return { kind: 'anyOf', matchers: node.children.map((child) => simplify(compile(child, separators, work))) };
    }
    case 'sequence': {
      if (node.children.length === 0) return { kind: 'nothing' };
      const matchers = node.children.map((child) => simplify(compile(child, separators, work)));
      return simplify(plant(fuse(matchers, work), work));
    }
    case 'any':
    case 'single':
      return simplify({ kind: node.kind, separators });
    case 'list':
      return simplify({ kind: 'list', runes: runesOf(node.characters), negated: node.negated });
    case 'nothing':
    case 'super':
      return { kind: node.kind };
    case 'text':
    case 'range':
      return node;
  }
}

function simplify(matcher: Matcher): Matcher {
  switch (matcher.kind) {
    case 'any':
      return matcher.separators.length === 0 ? { kind: 'super' } : matcher;
    case 'anyOf':
      return matcher.matchers.length === 1 ? (matcher.matchers[0] ?? matcher) : matcher;
    case 'list':
      return !matcher.negated && matcher.runes.length === 1
        ? { kind: 'text', text: encode(matcher.runes[0] ?? 0) }
        : matcher;
    case 'tree':
      return simplifyTree(matcher);
    default:
      return matcher;
  }
}

/** A text with at most one run on each side needs no search. */
function simplifyTree(whole: Extract<Matcher, { kind: 'tree' }>): Matcher {
  const left = whole.left && simplify(whole.left);
  const right = whole.right && simplify(whole.right);
  const simplified = { ...whole, left, right };
  if (whole.value.kind !== 'text') return simplified;
  const { text } = whole.value;
  if (left === undefined && right === undefined) return { kind: 'text', text };
  if (left?.kind === 'super' && right?.kind === 'super') return { kind: 'contains', text, negated: false };
  if (right === undefined) {
    if (left?.kind === 'super') return { kind: 'suffix', text };
    if (left?.kind === 'prefix') return { kind: 'prefixSuffix', prefix: left.text, suffix: text };
    if (left?.kind === 'any') return { kind: 'suffixAny', text, separators: left.separators };
  }
  if (left === undefined) {
    if (right?.kind === 'super') return { kind: 'prefix', text };
    if (right?.kind === 'suffix') return { kind: 'prefixSuffix', prefix: text, suffix: right.text };
    if (right?.kind === 'any') return { kind: 'prefixAny', text, separators: right.separators };
  }
  return simplified;
}

/** A tree around the last of the widest matchers; without one of known width, around the first. */
function plant(matchers: readonly Matcher[], work: Work): Matcher {
  const [first, ...others] = matchers;
  if (first === undefined) return { kind: 'nothing' };
  if (others.length === 0) return first;
  const glued = glue(matchers, work);
  if (glued !== undefined) return glued;
  let widest = -1;
  let root = 0;
  for (const [nth, matcher] of matchers.entries()) {
    work.spend(1);
    const own = width(matcher);
    if (own === undefined || own < widest) continue;
    widest = own;
    root = nth;
  }
  const value = matchers[root] ?? first;
  const side = (part: readonly Matcher[]): Matcher | undefined => (part.length === 0 ? undefined : plant(part, work));
  return tree(value, side(matchers.slice(0, root)), side(matchers.slice(root + 1)));
}

/** Replaces the longest run of neighbours that make one matcher, or else the widest, until there is none. */
function fuse(matchers: readonly Matcher[], work: Work): readonly Matcher[] {
  let best: { readonly matcher: Matcher; readonly from: number; readonly to: number } | undefined;
  for (let from = 0; from < matchers.length; from++) {
    const to = endOfGlue(matchers, from, work);
    if (best !== undefined && to - from <= best.to - best.from && width(best.matcher) === undefined) continue;
    const glued = glue(matchers.slice(from, to), work);
    if (glued === undefined) continue;
    const wider = best !== undefined && (width(glued) ?? -1) > (width(best.matcher) ?? Number.POSITIVE_INFINITY);
    if (best === undefined || wider || best.to - best.from < to - from) best = { matcher: glued, from, to };
  }
  if (best === undefined) return matchers;
  return fuse([...matchers.slice(0, best.from), best.matcher, ...matchers.slice(best.to)], work);
}

/** Where the longest run ends that can be glued; what a longer run cannot be, no longer one is. */
function endOfGlue(matchers: readonly Matcher[], from: number, work: Work): number {
  let row = from;
  for (let next = matchers[row]; next !== undefined && width(next) !== undefined; next = matchers[row]) row++;
  let same = from;
  const without = leftOut(matchers[from])?.join();
  if (without !== undefined) while (leftOut(matchers[same])?.join() === without) same++;
  work.spend(row + same - 2 * from);
  return Math.max(row, same);
}

/** The characters that a run or a single character does not take, where that is all there is to it. */
function leftOut(matcher: Matcher | undefined): readonly number[] | undefined {
  if (matcher?.kind === 'super') return [];
  if (matcher?.kind === 'any' || matcher?.kind === 'single') return matcher.separators;
  return matcher?.kind === 'list' && matcher.negated ? matcher.runes : undefined;
}

function glue(matchers: readonly Matcher[], work: Work): Matcher | undefined {
  work.spend(matchers.length);
  if (matchers.length < 2) return undefined;
  return glueAsConditions(matchers) ?? glueAsRow(matchers);
}

function glueAsRow(matchers: readonly Matcher[]): Matcher | undefined {
  let runes = 0;
  for (const matcher of matchers) {
    const own = width(matcher);
    if (own === undefined) return undefined;
    runes += own;
  }
  return { kind: 'row', matchers, runes };
}

/** Runs and single characters that leave out the same characters: a count, and what must not occur. */
function glueAsConditions(matchers: readonly Matcher[]): Matcher | undefined {
  let least = 0;
  let hasAny = false;
  let hasSuper = false;
  let separators: readonly number[] | undefined;
  for (const matcher of matchers) {
    const own = leftOut(matcher);
    if (own === undefined) return undefined;
    if (matcher.kind === 'super') hasSuper = true;
    else if (matcher.kind === 'any') hasAny = true;
    else least++;
    separators ??= own;
    if (own.length !== separators.length || own.some((rune, nth) => rune !== separators?.[nth])) return undefined;
  }
  const without = separators ?? [];
  if (hasSuper && !hasAny && least === 0) return { kind: 'super' };
  if (hasAny && !hasSuper && least === 0) return { kind: 'any', separators: without };
  if ((hasAny || hasSuper) && least > 0 && without.length === 0) return { kind: 'atLeast', runes: least };
  const conditions: Matcher[] = [];
  if (least > 0) conditions.push({ kind: 'atLeast', runes: least });
  if (least > 0 && !hasAny && !hasSuper) conditions.push({ kind: 'atMost', runes: least });
  // Several characters are left out as one word: `[!ab][!ab]` only refuses the text `ab` in it.
  if (without.length > 0) conditions.push({ kind: 'contains', text: without.map(encode).join(''), negated: true });
  return { kind: 'everyOf', matchers: conditions };
}

/** `{ab*,ac*}` shares its last part: what all alternatives start and end with is taken out. */
function factorCommonParts(alternatives: readonly GlobNode[], work: Work): GlobSequence | undefined {
  const sequences = alternatives.map((node) => (node.kind === 'sequence' ? node.children : []));
  const { left, right } = commonParts(sequences, work);
  if (left.length === 0 && right.length === 0) return undefined;
  const rests: GlobNode[] = [];
  const seen = new Set<string>();
  for (const children of sequences) {
    const rest = children.slice(left.length, children.length - right.length);
    const node: GlobNode = rest.length === 0 ? { kind: 'nothing' } : { kind: 'sequence', children: rest };
    const text = JSON.stringify(node);
    work.spend(text.length);
    if (!seen.has(text)) rests.push(node);
    seen.add(text);
  }
  const [only] = rests;
  const parts: GlobNode[] = [];
  if (left.length > 0) parts.push({ kind: 'sequence', children: left });
  if (rests.length > 1) parts.push({ kind: 'anyOf', children: rests });
  else if (only !== undefined && only.kind !== 'nothing') parts.push(only);
  if (right.length > 0) parts.push({ kind: 'sequence', children: right });
  return { kind: 'sequence', children: parts };
}

function commonParts(sequences: readonly (readonly GlobNode[])[], work: Work) {
  const left: GlobNode[] = [];
  const right: GlobNode[] = [];
  if (sequences.length < 2) return { left, right };
  const shortest = sequences.reduce((least, next) => (next.length < least.length ? next : least));
  let leftEnds = false;
  let rightEnds = false;
  for (let i = 0, j = shortest.length - 1; j >= 0 && left.length + right.length < shortest.length; i++, j--) {
    if (leftEnds && rightEnds) break;
    for (const other of sequences) {
      if (other === shortest) continue;
      leftEnds ||= !same(shortest[i], other[i], work);
      rightEnds ||= !leftEnds && j <= i;
      rightEnds ||= !same(shortest[j], other[j + other.length - shortest.length], work);
    }
    const from = shortest[i];
    const to = shortest[j];
    if (!leftEnds && from !== undefined) left.push(from);
    if (!rightEnds && to !== undefined) right.unshift(to);
  }
  return { left, right };
}

function same(one: GlobNode | undefined, other: GlobNode | undefined, work: Work): boolean {
  const text = JSON.stringify(one);
  work.spend(text?.length ?? 0);
  return text === JSON.stringify(other);
}

function runesOf(bytes: string): readonly number[] {
  const runes: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const [rune, size] = runeAt(bytes, at);
    runes.push(rune);
    at += size;
  }
  return runes;
}
