import { parseUrl, printUrl } from '../../go-url';
import { failed } from '../fault';
import { type FunctionTable, fn } from '../function';
import { bytesOf, textOf } from '../text';
import { Dict } from '../value';

export const urlFunctions: FunctionTable = {
  urlParse: fn(['string'], (text) => {
    const url = parseUrl(bytesOf(text));
    if (url === undefined) throw failed('unable to parse url');
    const { scheme, host, path, query = '', opaque, fragment, user: userinfo = '' } = url;
    const parts = { scheme, host, hostname: hostnameOf(host), path, query, opaque, fragment, userinfo };
    return new Dict(new Map(Object.entries(parts).map(([name, part]) => [name, textOf(part)])));
  }),
  urlJoin: fn(['map'], (parts) => {
    const part = (name: string): string => {
      const value = parts.entries.get(name) ?? '';
      if (typeof value !== 'string') throw failed(`unable to parse ${name} key, must be of type string`);
      return bytesOf(value);
    };
    const [userinfo, query] = [part('userinfo'), part('query')];
    // Go reads the user out of a URL made for that.
    const user = userinfo === '' ? undefined : parseUrl(`proto://${userinfo}@host`);
    if (userinfo !== '' && user === undefined) throw failed('unable to parse userinfo in dict');
    const url = {
      scheme: part('scheme'),
      opaque: part('opaque'),
      user: user?.user,
      host: part('host'),
      path: part('path'),
      query: query === '' ? undefined : query,
      fragment: part('fragment'),
    };
    return textOf(printUrl(url));
  }),
};

/** Without its port, and without the brackets of an address. */
function hostnameOf(host: string): string {
  const name = host.replace(/:\d*$/, '');
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}
