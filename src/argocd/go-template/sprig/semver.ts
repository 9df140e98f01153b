import { CannotTell, failed } from '../fault';
import { type FunctionTable, fn, int64 } from '../function';
import { compareText } from '../text';
import { Thing } from '../value';

/** Where a range may start is tried again and again. */
const LONGEST = 1_000;

export const semverFunctions: FunctionTable = {
  semver: fn(['string'], (text) => {
    const { major, minor, patch, pre, metadata } = parse(text);
    const shown = `${major}.${minor}.${patch}${pre && `-${pre}`}${metadata && `+${metadata}`}`;
    const members = {
      Major: int64(major),
      Minor: int64(minor),
      Patch: int64(patch),
      Prerelease: pre,
      Metadata: metadata,
      Original: text,
      String: shown,
    };
    return new Thing('*semver.Version', shown, new Map(Object.entries(members)));
  }),
  semverCompare: fn(['string', 'string'], (constraint, version, work) => {
    if (constraint.length > LONGEST) throw new CannotTell(`constraints of more than ${LONGEST} characters`);
    work.spend(20 + constraint.length);
    const alternatives = parseConstraints(constraint);
    const checked = parse(version);
    return alternatives.some((all) => satisfiesAll(checked, all));
  }),
};

interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly pre: string;
  readonly metadata: string;
}

const TAIL = '(?:-([\\dA-Za-z-]+(?:\\.[\\dA-Za-z-]+)*))?(?:\\+([\\dA-Za-z-]+(?:\\.[\\dA-Za-z-]+)*))?';
const VERSION = new RegExp(`^v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?${TAIL}$`);
const PLACES = '[0-9|xX*]+';
const CONSTRAINT_VERSION = `v?(${PLACES})(?:\\.(${PLACES}))?(?:\\.(${PLACES}))?${TAIL}`;
const OPERATOR = '=>|=<|=|!=|>=|<=|>|<|~>|~|\\^|';
/** What Go's expressions mean by \s. */
const SPACES = '[\\t\\n\\f\\r ]';
const CONSTRAINT = new RegExp(`${SPACES}*(${OPERATOR})${SPACES}*${CONSTRAINT_VERSION}${SPACES}*(,?)${SPACES}*`, 'y');
const RANGE = new RegExp(
  `${SPACES}*(${CONSTRAINT_VERSION})${SPACES}+-${SPACES}+(${CONSTRAINT_VERSION})${SPACES}*`,
  'g',
);

function parse(text: string): Version {
  const [, major, minor = '0', patch = '0', pre = '', metadata = ''] = VERSION.exec(text) ?? [];
  if (major === undefined) throw failed('invalid semantic version');
  if (pre.split('.').some((part) => /^0\d+$/.test(part))) throw failed('version segment starts with 0');
  return { major: BigInt(major), minor: BigInt(minor), patch: BigInt(patch), pre, metadata };
}

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** Which places are left open: `1.x` leaves the minor one and all after it. */
  readonly open: 'major' | 'minor' | 'patch' | 'none';
}

function parseConstraints(text: string): readonly (readonly Constraint[])[] {
  const ranged = text.replace(RANGE, (...match: unknown[]) => `>= ${match[1]}, <= ${match[7]} `);
  return ranged.split('||').map((part) => {
    const all: Constraint[] = [];
    for (let at = 0; at < part.length || all.length === 0; at = CONSTRAINT.lastIndex) {
      CONSTRAINT.lastIndex = at;
      const match = CONSTRAINT.exec(part);
      if (match === null || (match[7] === ',' && CONSTRAINT.lastIndex >= part.length))
        throw failed(`improper constraint: ${part}`);
      all.push(constraint(match));
      if (match[7] !== ',' && CONSTRAINT.lastIndex < part.length && !/[\t\n\f\r ]$/.test(match[0]))
        throw failed(`improper constraint: ${part}`);
    }
    return all;
  });
}

function constraint([, operator = '', major = '', minor = '', patch = '', pre = '']: RegExpExecArray): Constraint {
  const isOpen = (place: string): boolean => /^[xX*]?$/.test(place);
  const open = isOpen(major) ? 'major' : isOpen(minor) ? 'minor' : isOpen(patch) ? 'patch' : 'none';
  const places = { major: [], minor: [major], patch: [major, minor], none: [major, minor, patch] }[open];
  const [x = '0', y = '0', z = '0'] = places;
  return { operator, version: parse(`${x}.${y}.${z}${pre && `-${pre}`}`), open };
}

/**
 * A constraint that names no pre-release wants none; only an exact "not equal" does not mind. In newer releases it is
 * enough that one of those that hold together names one.
 */
function satisfiesAll(version: Version, all: readonly Constraint[]): boolean {
  const fits = all.every((each) => satisfies(version, each));
  if (version.pre === '') return fits;
  const alone = ({ operator, open, version: { pre } }: Constraint): boolean =>
    pre !== '' || (operator === '!=' && open === 'none');
  const before = fits && all.every(alone);
  if (before !== (fits && all.some((each) => each.version.pre !== '')))
    throw new CannotTell('which versions with a pre-release fit depends on the release of Argo CD');
  return before;
}

function satisfies(version: Version, { operator, version: wanted, open }: Constraint): boolean {
  const order = compare(version, wanted);
  const sameMajor = version.major === wanted.major;
  const sameMinor = version.minor === wanted.minor;
  const minorOpen = open === 'minor';
  switch (operator) {
    case '!=':
      if (open === 'none') return order !== 0;
      if (!sameMajor || (!sameMinor && !minorOpen)) return true;
      if (minorOpen) return false;
      if (open === 'major') return version.patch !== wanted.patch || order !== 0;
      return (version.pre !== '' || wanted.pre !== '') && comparePre(version.pre, wanted.pre) !== 0;
    case '>':
      if (open === 'none') return order > 0;
      if (!sameMajor) return version.major > wanted.major;
      if (minorOpen) return false;
      return open === 'patch' ? version.minor > wanted.minor : order > 0;
    case '<':
      return order < 0;
    case '>=':
    case '=>':
      return order >= 0;
    case '<=':
    case '=<':
      if (open === 'none') return order <= 0;
      return !(version.major > wanted.major || (sameMajor && version.minor > wanted.minor && !minorOpen));
    case '^':
      return order >= 0 && withinCaret(version, wanted, open);
    case '~':
    case '~>':
      return withinTilde(version, wanted, open, order);
    default:
      return open === 'none' ? order === 0 : withinTilde(version, wanted, open, order);
  }
}

function withinTilde(version: Version, wanted: Version, open: Constraint['open'], order: number): boolean {
  if (order < 0) return false;
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  if (isZero && open !== 'minor' && open !== 'patch') return true;
  return version.major === wanted.major && (version.minor === wanted.minor || open === 'minor');
}

/** The first place that is not zero has to stay. */
function withinCaret(version: Version, wanted: Version, open: Constraint['open']): boolean {
  if (wanted.major > 0n || open === 'minor') return version.major === wanted.major;
  if (version.major > 0n) return false;
  if (wanted.minor > 0n || open === 'patch') return version.minor === wanted.minor;
  return version.minor === 0n && version.patch === wanted.patch;
}

function compare(one: Version, other: Version): number {
  for (const place of ['major', 'minor', 'patch'] as const) {
    if (one[place] !== other[place]) return one[place] < other[place] ? -1 : 1;
  }
  if (one.pre === other.pre) return 0;
  if (one.pre === '' || other.pre === '') return one.pre === '' ? 1 : -1;
  return comparePre(one.pre, other.pre);
}

function comparePre(one: string, other: string): number {
  const [parts, otherParts] = [one.split('.'), other.split('.')];
  for (let nth = 0; nth < Math.max(parts.length, otherParts.length); nth++) {
    const [a = '', b = ''] = [parts[nth], otherParts[nth]];
    if (a === b) continue;
    if (a === '' || b === '') return a === '' ? -1 : 1;
    const [number, otherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (number !== otherNumber) return number ? -1 : 1;
    if (!number) return compareText(a, b);
    if (BigInt(a) !== BigInt(b)) return BigInt(a) < BigInt(b) ? -1 : 1;
  }
  return 0;
}
