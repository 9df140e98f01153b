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

/**
 * A URL parsed and printed again as Go does, or undefined where Go cannot parse it. Printing is not the identity:
 * a path or fragment with a character that has to be escaped comes back escaped as a whole, its `*` included.
 */
export function reprintUrl(url: string): string | undefined {
  const bytes = utf8(url);
  const [rest, fragment] = cut(bytes, '#');
  const printed = reprintWithoutFragment(rest);
  if (printed === undefined || fragment === undefined || fragment === '') return printed && fromUtf8(printed);
  const end = encodeAgain(fragment, 'fragment');
  return end === undefined ? undefined : fromUtf8(`${printed}#${end}`);
}

function reprintWithoutFragment(bytes: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character is what makes Go refuse.
  if (/[\0-\x1f\x7f]/.test(bytes)) return undefined;
  if (bytes === '*') return bytes;
  if (bytes.startsWith(':')) return undefined;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+\-.]*):/.exec(bytes)?.[1];
  const start = scheme === undefined ? '' : `${scheme.toLowerCase()}:`;
  const [rest, query] = cut(bytes.slice(start.length), '?');
  const end = query === undefined ? '' : `?${query}`;
  if (!rest.startsWith('/')) {
    if (scheme !== undefined) return start + rest + end;
    if (cut(rest, '/')[0].includes(':')) return undefined;
  }
  const absolute = rest.startsWith('//') && (scheme !== undefined || !rest.startsWith('///'));
  if (!absolute) {
    const path = encodeAgain(rest, 'path');
    if (path === undefined) return undefined;
    // A first segment that came to have a colon would read as a scheme.
    return start + (start === '' && cut(path, '/')[0].includes(':') ? './' : '') + path + end;
  }
  const slash = rest.indexOf('/', 2);
  const authority = reprintAuthority(rest.slice(2, slash === -1 ? undefined : slash));
  const path = encodeAgain(slash === -1 ? '' : rest.slice(slash), 'path');
  if (authority === undefined || path === undefined) return undefined;
  // Nothing after the slashes, nor a host: the slashes go as well.
  return start + (authority === '' && path === '' ? '' : `//${authority}`) + path + end;
}

function reprintAuthority(authority: string): string | undefined {
  const sign = authority.lastIndexOf('@');
  const host = reprintHost(authority.slice(sign + 1));
  if (host === undefined || sign === -1) return host;
  const user = authority.slice(0, sign);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) return undefined;
  const [name, password] = cut(user, ':');
  const printedName = decode(name, 'user');
  const printedPassword = password === undefined ? '' : decode(password, 'user');
  if (printedName === undefined || printedPassword === undefined) return undefined;
  const secret = password === undefined ? '' : `:${encode(printedPassword, 'user')}`;
  return `${encode(printedName, 'user')}${secret}@${host}`;
}

function reprintHost(host: string): string | undefined {
  const bracket = host.lastIndexOf('[');
  if (bracket > 0) return undefined;
  if (bracket === 0) {
    const close = host.lastIndexOf(']');
    if (close === -1 || !isPort(host.slice(close + 1))) return undefined;
    return reprintAddress(host.slice(1, close), host.slice(close + 1));
  }
  // Of several colons the last one counts; the releases of Go that refuse the rest keep this for Argo CD's code.
  const colon = host.lastIndexOf(':');
  if (colon !== -1 && !isPort(host.slice(colon))) return undefined;
  const name = decode(host, 'host');
  return name && encode(name, 'host');
}

/** An IPv6 address with its zone, if any. */
function reprintAddress(address: string, port: string): string | undefined {
  const zoneStart = address.indexOf('%25');
  const ip = decode(zoneStart === -1 ? address : address.slice(0, zoneStart), 'host');
  const zone = zoneStart === -1 ? '' : decodeZone(address.slice(zoneStart));
  if (ip === undefined || zone === undefined || zone === '%' || !isIPv6(ip)) return undefined;
  return encode(`[${ip}${zone}]${port}`, 'host');
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

/** A path or fragment is printed as it was written when Go would have to escape nothing it may not hold. */
function encodeAgain(written: string, part: 'path' | 'fragment'): string | undefined {
  const read = decode(written, part);
  if (read === undefined) return undefined;
  if (asWritten[part].test(written)) return written;
  return encode(read, part);
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
