/** What is wrong with a name that becomes part of namespaces, Applications and folders (RFC 1123 label). */
export function dnsLabelProblems(what: string, name: string): string[] {
  if (name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) return [];
  return [`the ${what} is named "${name}"; expected at most 63 lower-case letters, digits and inner dashes; rename it`];
}
