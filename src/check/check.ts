import type { NotKnown } from '../sources/model';
import type { CheckFinding, ValuePath, Where } from './finding';
import { groupBy, valueAt } from './reading';
import type { Judgement, Question, Rule, Violation } from './rule';

/** What is wrong with a repository, and what could not be told of it. */
export interface CheckResult {
  readonly findings: readonly CheckFinding[];
  readonly notKnown: readonly NotKnown[];
}

/** Asks every rule. Findings come by file and line, and each of them and of the unknowns once. */
export function check(question: Question, rules: readonly Rule[]): CheckResult {
  const judgements = rules.map((rule) => ({ rule, ...judged(rule, question) }));
  const findings = judgements.flatMap(({ rule, violations }) =>
    violations.map((violation) => findingOf(rule, violation)),
  );
  const notKnown = [...question.repository.notKnown, ...judgements.flatMap((judgement) => judgement.notKnown ?? [])];
  return {
    findings: together(findings).toSorted(byPlace),
    notKnown: distinct(notKnown, ({ what, why }) => `${what}\n${why}`),
  };
}

/** Manifests are anyone's, and one that a rule stumbles over must not hide what the others have found. */
function judged(rule: Rule, question: Question): Judgement {
  try {
    return rule.judge(question);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      violations: [],
      notKnown: [{ what: rule.code, why: `the rule itself failed (${reason}), please report it` }],
    };
  }
}

function findingOf({ code, severity }: Rule, violation: Violation): CheckFinding {
  const { message, fix } = violation;
  const patch = patchOf(violation);
  return { code, severity, where: whereOf(violation), message, ...(fix && { fix }), ...(patch && { patch }) };
}

/** None for what a template or a tool makes: the value is not written there. */
function patchOf({ at, path, patch }: Violation): CheckFinding['patch'] {
  if (patch === undefined || !('origin' in at) || at.origin.renderedBy !== undefined) return undefined;
  const old = valueAt(at.object, ...(path ?? []));
  const isPlain = typeof old === 'string' && typeof patch.value === 'string' && !old.includes('{{');
  return isPlain ? { old, value: String(patch.value) } : undefined;
}

function whereOf({ at, path }: Violation): Where {
  if (!('origin' in at)) return { file: at.file, line: at.line, ...(path && { path }) };
  const { group, kind, namespace, name, origin } = at;
  const written = origin.writtenAt?.(path ?? ['kind']);
  const place = written ?? { file: origin.file, line: lineOf(origin.lineOf, path ?? []) ?? origin.line };
  const { renderedFor } = origin;
  return {
    ...place,
    // Where a value stands in a file as it is, the file says enough.
    ...(renderedFor !== undefined && written === undefined && { renderedFor: [renderedFor] }),
    ...(path && { path }),
    manifest: { group, kind, namespace, name },
  };
}

/** One fault of one chart is one finding, however many Applications have the chart. */
function together(findings: readonly CheckFinding[]): readonly CheckFinding[] {
  return [...groupBy(findings, identity).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const names = [first, ...others].flatMap(({ where }) => where.renderedFor ?? []);
    return names.length === 0 ? [first] : [{ ...first, where: { ...first.where, renderedFor: [...new Set(names)] } }];
  });
}

/** What is missing has no line: that of the value it is missing from. */
function lineOf(find: (path: ValuePath) => number | undefined, path: ValuePath): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const line = find(path.slice(0, length));
    if (line !== undefined) return line;
  }
  return undefined;
}

/** The first of those with one key, where the last of them stands. */
function distinct<T>(values: readonly T[], keyOf: (value: T) => string): readonly T[] {
  const known = new Map<string, T>();
  for (const value of values) {
    const key = keyOf(value);
    const first = known.get(key) ?? value;
    known.delete(key);
    known.set(key, first);
  }
  return [...known.values()];
}

/** Not its namespace: what Kustomize makes of one line for several namespaces has one fault. */
function identity({ code, where: { file, line, path, manifest }, message }: CheckFinding): string {
  return JSON.stringify([code, file, line, path, manifest?.group, manifest?.kind, manifest?.name, message]);
}

function byPlace(one: CheckFinding, other: CheckFinding): number {
  return (
    compare(one.where.file, other.where.file) ||
    one.where.line - other.where.line ||
    compare(one.code, other.code) ||
    compare(one.message, other.message)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
