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

/** A name for a URL: cut to a length, at a hyphen if that is asked for. */
export function slugify(name: string, longest: number, smart: boolean): string {
  // Of what is normal, only points and underscores are left to replace, and hyphens to gather.
  const slug = normalizeName(name)
    .replace(/[^a-z0-9-_]/g, '-')
    .replace(/-+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '');
  return smart ? cutAtHyphen(slug, longest) : slug.slice(0, Math.max(0, longest)).replace(/[-_]+$/, '');
}

function cutAtHyphen(slug: string, longest: number): string {
  if (slug.length < longest) return slug;
  // Whole words as long as they fit; a first word that does not is cut.
  let cut = '';
  for (const word of slug.split('-')) {
    const longer = cut === '' ? word : `${cut}-${word}`;
    if (longer.length > longest) break;
    cut = longer;
  }
  return cut === '' ? slug.slice(0, longest) : cut;
}
