import { trimSpace } from './go-space';
import { reprintUrl } from './go-url';
import { remembered } from './remembered';

/** Whether Argo CD takes a repository URL for SSH: something before an `@`, without a slash or a colon in it. */
export function isSshUrl(url: string): boolean {
  return sshUser(url) !== undefined;
}

/** The user of an SSH URL, which may hold an `@` itself; undefined for other URLs. */
export function sshUser(url: string): string | undefined {
  return /^(?:ssh:\/\/)?([^/:]*?)@[^@]+$/.exec(url)?.[1];
}

/**
 * The form in which Argo CD compares repository URLs. All of it is lower-cased, the path too; one `.git` at the end
 * goes, a slash at the end stays and counts. A URL that Go cannot parse becomes the empty string, and so equals every
 * other that cannot be parsed: `ssh://git@host:org/repo` is one, as its port is no number.
 */
export function normalizeRepositoryUrl(url: string): string {
  return normalized(url);
}

const normalized = remembered((url) => {
  let text = lowerCase(trimSpace(url));
  if (isSshUrl(text) && !text.startsWith('ssh://')) text = `ssh://${text.replace(':', '/')}`;
  if (text.endsWith('.git')) text = text.slice(0, -'.git'.length);
  const printed = reprintUrl(text) ?? '';
  return printed.startsWith('ssh://') ? printed.slice('ssh://'.length) : printed;
});

/** Whether two URLs are one repository. URLs that cannot be parsed are compared as they are written. */
export function isSameRepository(one: string, other: string): boolean {
  const normalized = normalizeRepositoryUrl(one) || one;
  return normalized !== '' && normalized === (normalizeRepositoryUrl(other) || other);
}

/** Character by character, as Go does: no final sigma, and one character for one. */
function lowerCase(text: string): string {
  return text
    .replace(/[^\0-\x7f]/gu, (character) => [...character.toLowerCase()][0] ?? character)
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
