import { fromUtf8, utf8 } from './utf8';

/** What a character may stay as it is in: the tables of Go's net/url. */
const plain = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=@?!()*]/,
} as const;

/** What needs no escape to be printed as it was written. */
const asWritten = {
  path: /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/,
  fragment: /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%?]*$/,
} as const;

type Part = keyof typeof plain;

/** The parts of a URL as Go keeps them: all bytes, one to a character, and no escapes but in the query. */
export interface GoUrl {
  readonly scheme: string;
  readonly opaque: string;
  /** Name and password as they are printed; there may be an empty one. */
  readonly user: string | undefined;
  readonly host: string;
  readonly path: string;
  readonly query: string | undefined;
  readonly fragment: string;
  /** How path and fragment were written: so they are printed, if Go could have written that. */
  readonly written?: { readonly path: string; readonly fragment: string };
  /** A single slash after the scheme: two of them would be for a host. */
  readonly withoutHost?: boolean;
}

/**
 * A URL parsed and printed again as Go does, or undefined where Go cannot parse it. Printing is not the identity:
 * a path or fragment with a character that has to be escaped comes back escaped as a whole, its `*` included.
 */
export function reprintUrl(url: string): string | undefined {
  const parsed = parseUrl(utf8(url));
  return parsed && fromUtf8(printUrl(parsed));
}

/** Undefined where Go cannot parse it. */
export function parseUrl(bytes: string): GoUrl | undefined {
  const [rest, written = ''] = cut(bytes, '#');
  const parsed = parseWithoutFragment(rest);
  const fragment = decode(written, 'fragment');
  if (parsed === undefined || fragment === undefined) return undefined;
  return { ...parsed, fragment, written: { path: parsed.written?.path ?? '', fragment: written } };
}

function parseWithoutFragment(bytes: string): GoUrl | undefined {
  const none = { scheme: '', opaque: '', user: undefined, host: '', path: '', query: undefined, fragment: '' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is what makes Go refuse.
  if (/[\0-\x1f\x7f]/.test(bytes)) return undefined;
  if (bytes === '*') return { ...none, path: '*', written: { path: '*', fragment: '' } };
  if (bytes.startsWith(':')) return undefined;
  const before = /^([a-zA-Z][a-zA-Z0-9+\-.]*):/.exec(bytes)?.[1];
  const [rest, query] = cut(before === undefined ? bytes : bytes.slice(before.length + 1), '?');
  const scheme = before?.toLowerCase() ?? '';
  const start = { ...none, scheme, query };
  if (!rest.startsWith('/')) {
    if (scheme !== '') return { ...start, opaque: rest };
    if (cut(rest, '/')[0].includes(':')) return undefined;
  }
  const absolute = rest.startsWith('//') && (scheme !== '' || !rest.startsWith('///'));
  const slash = absolute ? rest.indexOf('/', 2) : 0;
  const written = slash === -1 ? '' : rest.slice(slash);
  const authority = absolute ? parseAuthority(rest.slice(2, slash === -1 ? undefined : slash)) : { host: '' };
  const path = decode(written, 'path');
  if (authority === undefined || path === undefined) return undefined;
  return { ...start, ...authority, path, written: { path: written, fragment: '' }, withoutHost: !absolute };
}

export function printUrl({ scheme, opaque, user, host, path, query, fragment, written, withoutHost }: GoUrl): string {
  const start = scheme === '' ? '' : `${scheme}:`;
  const end = `${query === undefined ? '' : `?${query}`}${fragment === '' ? '' : `#${escaped(fragment, written?.fragment, 'fragment')}`}`;
  if (opaque !== '') return start + opaque + end;
  const named = host !== '' || user !== undefined;
  const slashes = named || (scheme !== '' && path !== '' && !withoutHost) ? '//' : '';
  const front = `${start}${slashes}${user === undefined ? '' : `${user}@`}${encode(host, 'host')}`;
  const shown = escaped(path, written?.path, 'path');
  if (host !== '' && shown !== '' && !shown.startsWith('/')) return `${front}/${shown}${end}`;
  // A first segment that came to have a colon would read as a scheme.
  return front + (front === '' && cut(shown, '/')[0].includes(':') ? './' : '') + shown + end;
}

function escaped(read: string, written: string | undefined, part: 'path' | 'fragment'): string {
  if (written !== undefined && asWritten[part].test(written)) return written;
  return part === 'path' && read === '*' ? read : encode(read, part);
}

function parseAuthority(authority: string): { readonly host: string; readonly user?: string } | undefined {
  const sign = authority.lastIndexOf('@');
  const host = parseHost(authority.slice(sign + 1));
  if (host === undefined) return undefined;
  if (sign === -1) return { host };
  const user = parseUser(authority.slice(0, sign));
  return user === undefined ? undefined : { host, user };
}

/** Name and password, as they are printed. */
function parseUser(user: string): string | undefined {
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return undefined;
  const [name, password] = cut(user, ':').map((part) => (part === undefined ? undefined : decode(part, 'user')));
  if (name === undefined || (user.includes(':') && password === undefined)) return undefined;
  return encode(name, 'user') + (password === undefined ? '' : `:${encode(password, 'user')}`);
}

function parseHost(host: string): string | undefined {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return undefined;
  if (bracket === 0) {
    const close = host.lastIndexOf(']');
    if (close === -1 || !isPort(host.slice(close + 1))) return undefined;
    return parseAddress(host.slice(1, close), host.slice(close + 1));
  }
  // Of several colons the last one counts; the releases of Go that refuse the rest keep this for Argo CD's code.
  const colon = host.lastIndexOf(':');
  if (colon !== -1 && !isPort(host.slice(colon))) return undefined;
  return decode(host, 'host');
}

/** An IPv6 address with its zone, if any. */
function parseAddress(address: string, port: string): string | undefined {
  const zoneStart = address.indexOf('%25');
  const ip = decode(zoneStart === -1 ? address : address.slice(0, zoneStart), 'host');
  const zone = zoneStart === -1 ? '' : decodeZone(address.slice(zoneStart));
  if (ip === undefined || zone === undefined || zone === '%' || !isIPv6(ip)) return undefined;
  return `[${ip}${zone}]${port}`;
}

function isIPv6(ip: string): boolean {
  const quad = /^(.*:)((?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?=\d)|$)){4})$/.exec(ip);
  const groups = (quad === null ? ip : `${quad[1]}0:0`).split('::');
  if (groups.length > 2) return false;
  const count = groups.map((side) => (side === '' ? [] : side.split(':')));
  const all = count.flat();
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return groups.length === 2 ? all.length < 8 : all.length === 8;
}

function isPort(text: string): boolean {
  return /^(:\d*)?$/.test(text);
}

/** Undefined where a `%` is not followed by two digits, or where a host holds what it may not. */
function decode(bytes: string, part: Part): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(bytes)) return undefined;
  if (part === 'host') {
    // A host may only escape what is not ASCII, and a percent sign.
    if (/%(?!25)[0-7]/.test(bytes)) return undefined;
    if ([...bytes].some((byte) => byte < '\x80' && byte !== '%' && !plain.host.test(byte))) return undefined;
  }
  return bytes.replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function decodeZone(bytes: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(bytes)) return undefined;
  const decoded: string[] = [];
  for (const [written, digits] of bytes.matchAll(/%(..)|[^%]/g)) {
    const byte = digits === undefined ? written : String.fromCharCode(Number.parseInt(digits, 16));
    const free = written === '%25' || (digits !== undefined && byte === ' ') || plain.host.test(byte);
    if (!free && (digits !== undefined || byte < '\x80')) return undefined;
    decoded.push(byte);
  }
  return decoded.join('');
}

function encode(bytes: string, part: Part): string {
  return bytes.replace(/./gs, (byte) =>
    plain[part].test(byte) ? byte : `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** The text before the first separator and, if there is one, after it. */
function cut(text: string, separator: string): readonly [string, string | undefined] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
