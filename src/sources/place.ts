/** What is read: a folder as it is, a revision of the Git repository that it is in, or files that are given. */
export type Place =
  | { readonly folder: string; readonly revision?: string }
  | { readonly files: Readonly<Record<string, string>> };
