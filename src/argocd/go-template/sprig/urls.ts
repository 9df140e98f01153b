import { CannotTell, failed } from '../fault';
import { type FunctionTable, fn } from '../function';
import { Dict } from '../value';

/** What needs no escaping or unescaping in any part of a URL; of anything else Go's rules are not followed. */
const PLAIN = /^[\w.~$&+,/:;=?@#-]*$/;

export const urlFunctions: FunctionTable = {
  urlParse: fn(['string'], (url) => {
    if (!PLAIN.test(url)) throw new CannotTell('the template function urlParse: escapes of URLs are not followed');
    const [, scheme, rest = ''] = /^(?:([A-Za-z][\w+.-]*):)?(.*)$/s.exec(url) ?? [];
    if (/_/.test(scheme ?? '') || (scheme === undefined && /^[^/?#]*:/.test(url))) throw failed('unable to parse url');
    const [, before = '', fragment = ''] = /^([^#]*)#?(.*)$/s.exec(rest) ?? [];
    const [, target = '', query = ''] = /^([^?]*)\??(.*)$/s.exec(before) ?? [];
    const opaque = scheme !== undefined && !target.startsWith('/') ? target : '';
    const [, authority, path = ''] = /^(?:\/\/([^/]*))?(.*)$/s.exec(opaque === '' ? target : '') ?? [];
    const at = authority?.lastIndexOf('@') ?? -1;
    const host = authority?.slice(at + 1) ?? '';
    const hostname = /^(.*?)(?::\d*)?$/.exec(host)?.[1] ?? '';
    if (hostname.includes(':')) throw failed('unable to parse url: invalid port');
    if (target.startsWith('///') && scheme === undefined)
      throw new CannotTell('the template function urlParse: empty hosts are not followed');
    return new Dict(
      new Map(
        Object.entries({
          scheme: scheme?.toLowerCase() ?? '',
          host,
          hostname,
          path,
          query,
          opaque,
          fragment,
          userinfo: at === -1 ? '' : (authority?.slice(0, at) ?? ''),
        }),
      ),
    );
  }),
  urlJoin: fn(['map'], (parts) => {
    const part = (name: string): string => {
      const value = parts.entries.get(name) ?? '';
      if (typeof value !== 'string') throw failed(`unable to parse ${name} key, must be of type string`);
      if (!/^[\w.~$&+,/:;=@-]*$/.test(value))
        throw new CannotTell('the template function urlJoin: escapes of URLs are not followed');
      return value;
    };
    const [scheme, opaque, host, path, query, fragment, user] = [
      'scheme',
      'opaque',
      'host',
      'path',
      'query',
      'fragment',
      'userinfo',
    ].map(part);
    const start = scheme ? `${scheme}:` : '';
    const end = `${query ? `?${query}` : ''}${fragment ? `#${fragment}` : ''}`;
    if (opaque) return start + opaque + end;
    const authority = scheme || host || user ? (host || path || user ? `//${user ? `${user}@` : ''}${host}` : '') : '';
    if (path && !path.startsWith('/') && host) return `${start}${authority}/${path}${end}`;
    // Without a host nothing but a slash may look like one.
    if (authority === '//' && !path?.startsWith('/'))
      throw new CannotTell('the template function urlJoin: paths without a host are not followed');
    return start + authority + path + end;
  }),
};
