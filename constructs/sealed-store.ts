/** What a ciphertext is bound to: namespace and name, the namespace alone, or nothing but the cluster's key. */
export type SealingScope = 'strict' | 'namespace-wide' | 'cluster-wide';

/** What the store holds for one secret. */
export type SealedStoreAnswer =
  | {
      readonly found: true;
      /** The file it was read from, as a message names it. */
      readonly file: string;
      readonly scope: SealingScope;
      /** Ciphertext by key. */
      readonly encryptedData: Readonly<Record<string, string>>;
      /** What is wrong with the file. The values may be used for other messages, but must not be written to a manifest. */
      readonly problems: readonly { readonly message: string; readonly fix: string }[];
    }
  | {
      readonly found: false;
      /** Where it was looked for. */
      readonly file: string;
    };

/** Committed ciphertext. Synthesis reads it and never seals: the same code has to give the same bytes. */
export interface SealedStore {
  read(cluster: string, namespace: string, name: string): SealedStoreAnswer;
}
