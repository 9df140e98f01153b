/** What generators ask of the world around, as data. */
export interface Sources {
  /** The namespace of Argo CD: cluster Secrets anywhere else do not count. */
  readonly argocdNamespace: string;
  /** Undefined when they are not known. */
  readonly clusterSecrets?: readonly ClusterSecret[];
  /** What a revision of a repository holds; undefined when it is not known. */
  readonly repository?: (url: string, revision: string) => RepositoryContent | undefined;
  /** How file paths match: as git does, or, if the controller is told so, the way of doublestar. */
  readonly fileGlobbing?: 'old' | 'new';
}

export interface ClusterSecret {
  readonly metadata?: {
    readonly name?: string | null;
    readonly namespace?: string | null;
    readonly labels?: Readonly<Record<string, string>> | null;
    readonly annotations?: Readonly<Record<string, string>> | null;
  } | null;
  readonly data?: Readonly<Record<string, string>> | null;
  readonly stringData?: Readonly<Record<string, string>> | null;
}

export interface RepositoryContent {
  /** Every directory that counts; without them those of the files do. */
  readonly directories?: readonly string[];
  /** Contents under their paths. */
  readonly files?: Readonly<Record<string, string>>;
}
