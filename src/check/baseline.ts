import { type CheckFinding, pathText } from './finding';
import { fields, items, text } from './reading';

/** How often a finding was there before, by what it is: lines move, and do not count. */
export type Baseline = ReadonlyMap<string, number>;

/** Reads what `-o json` wrote; undefined when the text is something else. */
export function parseBaseline(document: unknown): Baseline | undefined {
  const { formatVersion, findings } = fields(document);
  if (formatVersion !== 1 || !Array.isArray(findings)) return undefined;
  const baseline = new Map<string, number>();
  for (const finding of items(findings)) {
    const { code, where } = fields(finding);
    const { file, path, manifest } = fields(where);
    const { group, kind, namespace, name } = fields(manifest);
    const key = keyOf([code, file, path, group, kind, namespace, name].map(text));
    baseline.set(key, (baseline.get(key) ?? 0) + 1);
  }
  return baseline;
}

/** What is new. Of several that are alike as many are old as were there. */
export function withoutBaseline(findings: readonly CheckFinding[], baseline: Baseline): readonly CheckFinding[] {
  const left = new Map(baseline);
  return findings.filter(({ code, where: { file, path = [], manifest } }) => {
    const { group = '', kind = '', namespace = '', name = '' } = manifest ?? {};
    const key = keyOf([code, file, pathText(path), group, kind, namespace, name]);
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    return count <= 0;
  });
}

function keyOf(parts: readonly string[]): string {
  return JSON.stringify(parts);
}
