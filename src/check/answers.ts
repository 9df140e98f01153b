import { isUnknown, unknown, type Verdict } from '../argocd/unknown';
import { type ArgoVersion, type Change, has, NEWEST_RELEASE, parseVersion, RELEASES } from '../argocd/version';
import type { NotKnown, Repository } from '../sources/model';
import { groupBy } from './reading';
import type { Judgement, Violation } from './rule';
import { rangeText } from './schema/bundled';

/** The answer of the declared release, or the one that all releases give. */
export function answer({ declarations }: Repository, ask: (version: ArgoVersion) => Verdict): Verdict {
  const declared = parseVersion(declarations.argocd.version ?? '');
  if (declared !== undefined) return ask(declared);
  const answers = RELEASES.map(ask);
  const [first = false] = answers;
  if (answers.every((each) => each === first)) return first;
  return answers.find(isUnknown) ?? unknown('it depends on the release of Argo CD');
}

/** The release to go by where a verdict of all of them is not asked for: the one that the repository was read by. */
export function releaseOf({ declarations }: Repository): ArgoVersion {
  return parseVersion(declarations.argocd.version ?? '') ?? NEWEST_RELEASE;
}

/**
 * What the declared release finds, or all of them; what only some of them find depends on which one there is.
 * @param changes on which it depends what a release finds: those between which none of them lies are asked once
 */
export function byRelease(
  { declarations }: Repository,
  changes: readonly Change[],
  find: (version: ArgoVersion) => readonly Violation[],
): Judgement {
  const declared = parseVersion(declarations.argocd.version ?? '');
  if (declared !== undefined) return { violations: find(declared) };
  const found = new Map<string, { readonly violation: Violation; readonly releases: ArgoVersion[] }>();
  for (const [version, alike] of groupBy(RELEASES, (version) => oldestLike(version, changes))) {
    for (const violation of find(version)) {
      const each = found.get(identityOf(violation)) ?? { violation, releases: [] };
      each.releases.push(...alike);
      found.set(identityOf(violation), each);
    }
  }
  const findings = new Findings();
  for (const { violation, releases } of found.values()) {
    const { at, message } = violation;
    if (releases.length === RELEASES.length) findings.add(violation);
    else {
      findings.cannotTell({
        what: `whether Argo CD takes ${'origin' in at ? `${at.kind} ${at.name}` : at.file}`,
        why: `only ${rangeText(releases)} says that ${message}`,
        declare: 'argocd.version',
      });
    }
  }
  return findings.judgement();
}

/** The oldest release that none of the changes tells apart from this one. */
function oldestLike(version: ArgoVersion, changes: readonly Change[]): ArgoVersion {
  const isLike = (other: ArgoVersion) => changes.every((change) => has(other, change) === has(version, change));
  return RELEASES.find(isLike) ?? version;
}

/** Collects what a rule finds; what is said twice of one place is said once. */
export class Findings {
  readonly #violations = new Map<string, Violation>();
  readonly #notKnown = new Map<string, NotKnown>();

  add(violation: Violation): void {
    const key = identityOf(violation);
    if (!this.#violations.has(key)) this.#violations.set(key, violation);
  }

  cannotTell(notKnown: NotKnown): void {
    const key = `${notKnown.what}\n${notKnown.why}`;
    if (!this.#notKnown.has(key)) this.#notKnown.set(key, notKnown);
  }

  /** Adds a violation where a verdict is no, and what cannot be told where it is unknown. */
  unless(verdict: Verdict, what: string, violation: () => Violation, declare?: string): void {
    if (isUnknown(verdict)) {
      const why = verdict.unknown.replace(/^cannot tell offline: /, '');
      this.cannotTell({ what, why, ...(declare === undefined ? {} : { declare }) });
    } else if (!verdict) this.add(violation());
  }

  judgement(): Judgement {
    return { violations: [...this.#violations.values()], notKnown: [...this.#notKnown.values()] };
  }
}

function identityOf({ at, path, message }: Violation): string {
  const { file, line } = 'origin' in at ? at.origin : at;
  return JSON.stringify([file, line, path ?? [], message]);
}
