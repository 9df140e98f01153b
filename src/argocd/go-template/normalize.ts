import { toLower } from './letters';
import { bytesOf } from './text';

const LONGEST = 253;

/** A name that Kubernetes takes: small letters, digits, `-` and `.`, of which the last two neither first nor last. */
export function normalizeName(name: string): string {
  const replaced = [...toLower(name)].map((character) => (/^[-a-z0-9.]$/.test(character) ? character : '-')).join('');
  return bytesOf(replaced)
    .slice(0, LONGEST)
    .replace(/^[-.]+/, '')
    .replace(/(?<![-.])[-.]+$/, '');
}

/**
 * A name for a URL: cut to a length, at a hyphen if that is asked for. Undefined where Go fails: for a negative length,
 * unless it cuts at hyphens.
 */
export function slugify(name: string, longest: number, smart: boolean): string | undefined {
  const normal = normalizeName(name);
  if (!smart && longest < 0) return undefined;
  // Of what is normal, only points are left to replace, and hyphens to gather. A plain cut comes before that.
  const slug = (smart ? normal : normal.slice(0, longest))
    .replace(/[^a-z0-9]/g, '-')
    .replace(/-+/g, '-')
    .replace(/^-|-$/g, '');
  return smart && longest > 0 ? cutAtHyphen(slug, longest) : slug;
}

/** Whole words as long as they fit; a first word that does not is cut. */
function cutAtHyphen(slug: string, longest: number): string {
  if (slug.length <= longest) return slug;
  const hyphen = slug.lastIndexOf('-', longest);
  return slug.slice(0, hyphen === -1 ? longest : hyphen);
}
