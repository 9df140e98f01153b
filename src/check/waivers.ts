import { globMatches } from '../argocd/glob';
import type { CheckFinding, ValuePath } from './finding';
import { fields, items } from './reading';
import { type RuleText, violationOf } from './rule-text';

/** A finding that somebody has accepted, why, and until when. */
interface Waiver {
  readonly code: string;
  /** A glob over the file's path, in which `*` also stands for slashes. */
  readonly file?: string;
  /** `Kind/namespace/name`, or `Kind/name`. */
  readonly manifest?: string;
  readonly reason: string;
  /** The last day on which it holds. */
  readonly expires: string;
  readonly line: number;
}

/** A file of waivers as it is read. */
export interface WaiverFile {
  readonly name: string;
  readonly document: unknown;
  readonly lineOf: (path: ValuePath) => number | undefined;
}

export interface Waived {
  /** What is left, and what is wrong with the waivers themselves. */
  readonly findings: readonly CheckFinding[];
  readonly waived: readonly CheckFinding[];
}

export const WAIVER_RULES = {
  malformed: {
    code: 'waiver/malformed',
    severity: 'error',
    holds: 'a waiver has a code, a reason and the day on which it expires',
    why: 'What cannot be read waives nothing, and what has no reason or no end is forgotten.',
  },
  expired: {
    code: 'waiver/expired',
    severity: 'error',
    holds: 'no waiver is past its day',
    why: 'A waiver is a promise to mend something; when its day has come, the finding it waived is back as well.',
  },
  unused: {
    code: 'waiver/unused',
    severity: 'info',
    holds: 'every waiver waives something',
    why: 'One that waives nothing today will hide something else tomorrow.',
  },
} as const satisfies Readonly<Record<string, RuleText>>;

/** The rules that there are, and those that were asked: a waiver of another one is not unused. */
interface Codes {
  readonly known: readonly string[];
  readonly asked: readonly string[];
}

/** Takes what is waived from what was found. An expired waiver waives nothing, and is a finding itself. */
export function waive(findings: readonly CheckFinding[], file: WaiverFile, now: Date, codes: Codes): Waived {
  const { waivers, malformed } = parseWaivers(file, codes.known);
  const today = now.toISOString().slice(0, 10);
  const [expired, valid] = [
    waivers.filter(({ expires }) => expires < today),
    waivers.filter(({ expires }) => expires >= today),
  ];
  const used = new Set<Waiver>();
  const waived = findings.filter((finding) => {
    const matching = valid.filter((waiver) => covers(waiver, finding));
    for (const waiver of matching) used.add(waiver);
    return matching.length > 0;
  });
  const hidden = new Set(waived);
  const unused = valid.filter((waiver) => !used.has(waiver) && codes.asked.includes(waiver.code));
  return {
    waived,
    findings: [
      ...findings.filter((finding) => !hidden.has(finding)),
      ...malformed,
      ...expired.map(({ code, expires, line }) =>
        violationOf(
          WAIVER_RULES.expired,
          { file: file.name, line },
          `the waiver of ${code} expired on ${expires}`,
          'mend what it waives, or give it a new day',
        ),
      ),
      ...unused.map(({ code, line }) =>
        violationOf(
          WAIVER_RULES.unused,
          { file: file.name, line },
          `the waiver of ${code} waives nothing`,
          'remove it',
        ),
      ),
    ],
  };
}

function covers(waiver: Waiver, { code, where: { file, manifest } }: CheckFinding): boolean {
  if (waiver.code !== code) return false;
  if (waiver.file !== undefined && globMatches(waiver.file, file) !== true) return false;
  if (waiver.manifest === undefined) return true;
  if (manifest === undefined) return false;
  const { kind, namespace, name } = manifest;
  return waiver.manifest === `${kind}/${name}` || waiver.manifest === `${kind}/${namespace}/${name}`;
}

function parseWaivers(
  file: WaiverFile,
  codes: readonly string[],
): { readonly waivers: readonly Waiver[]; readonly malformed: readonly CheckFinding[] } {
  const malformed: CheckFinding[] = [];
  const refuse = (path: ValuePath, message: string, fix: string) => {
    malformed.push(
      violationOf(WAIVER_RULES.malformed, { file: file.name, line: file.lineOf(path) ?? 1, path }, message, fix),
    );
  };
  const list = fields(file.document).waivers;
  if (!Array.isArray(list))
    refuse([], 'expected a list under waivers, found none', 'write waivers: and a list below it');
  const waivers = items(list).flatMap((item, index): readonly Waiver[] => {
    const waiver = fields(item);
    const before = malformed.length;
    const path = ['waivers', index];
    for (const key of Object.keys(waiver).filter((key) => !KEYS.includes(key))) {
      refuse([...path, key], `a waiver has no ${key}`, `its fields are ${KEYS.join(', ')}`);
    }
    const wanted = (key: string, fix: string): string => {
      const value = waiver[key];
      if (typeof value === 'string' && value.trim() !== '') return value;
      if (value instanceof Date) return value.toISOString().slice(0, 10);
      refuse(
        value === undefined ? path : [...path, key],
        `expected ${key} to be text, found ${value === undefined ? 'none' : JSON.stringify(value)}`,
        fix,
      );
      return '';
    };
    const optional = (key: string) =>
      waiver[key] === undefined ? {} : { [key]: wanted(key, 'write text, or leave it out') };
    const code = wanted('code', 'name the rule whose findings it waives');
    const reason = wanted('reason', 'say why the finding is accepted');
    const expires = wanted('expires', 'give the last day on which it holds, such as 2026-12-31');
    if (code !== '' && !codes.includes(code))
      refuse([...path, 'code'], `there is no rule ${code}`, 'argosy explain lists them');
    if (expires !== '' && !isDay(expires))
      refuse([...path, 'expires'], `expected a day, got ${JSON.stringify(expires)}`, 'write it as 2026-12-31');
    const line = file.lineOf(path) ?? 1;
    return malformed.length > before
      ? []
      : [{ code, reason, expires, line, ...optional('file'), ...optional('manifest') }];
  });
  return { waivers, malformed };
}

const KEYS = ['code', 'file', 'manifest', 'reason', 'expires'];

function isDay(written: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(written) ? new Date(`${written}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written);
}
