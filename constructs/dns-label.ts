/**
 * What is wrong with a name that becomes part of namespaces, Applications and folders (RFC 1123 label).
 * @param whole the name that is made of it
 */
export function dnsLabelProblems(what: string, name: string, whole = name): string[] {
  if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name) || name.length > LONGEST) {
    return [
      `the ${what} is named "${name}"; expected at most 63 lower-case letters, digits and inner dashes; rename it`,
    ];
  }
  if (whole.length <= LONGEST) return [];
  return [`the ${what} is named "${whole}", which has ${whole.length} letters; expected at most 63; shorten it`];
}

const LONGEST = 63;
