/** A container image by the tag that people read and, as soon as it is known, the digest that cannot move. */
export interface Image {
  readonly repository: string;
  readonly tag: string;
  /** What runs, wherever the tag points to later. @default none: the tag decides */
  readonly digest?: `sha256:${string}`;
}

/** An image as a Pod names it. */
export function imageReference({ repository, tag, digest }: Image): string {
  return digest ? `${repository}:${tag}@${digest}` : `${repository}:${tag}`;
}

export function imageProblems({ repository, digest }: Image): string[] {
  if (digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest)) return [];
  return [
    `the digest of ${repository} is "${digest}"; expected sha256: and 64 hexadecimal digits, as a registry gives it`,
  ];
}
