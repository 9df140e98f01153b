import { resolve } from 'node:path';
import { UsageError } from '../finding';
import { misnamed } from '../seal/kubernetes-names';
import { type FileStore, fileStore } from '../seal/store';

/** Which certificate, as the user wrote it. */
export interface CertificatePlaceRequest {
  /** @default in-cluster */
  readonly cluster?: string | undefined;
  /** @default sealed */
  readonly store?: string | undefined;
}

export interface CertificatePlace {
  readonly cluster: string;
  readonly root: string;
  /** The folder of the store as messages name it. */
  readonly shownAs: string;
  readonly store: FileStore;
}

/** @throws UsageError for a name of which no folder may be made */
export function certificatePlace(
  { cluster = 'in-cluster', store = 'sealed' }: CertificatePlaceRequest,
  cwd: string,
): CertificatePlace {
  const [wrong] = misnamed({ cluster, namespace: 'any', name: 'any' });
  if (wrong) {
    const message = `expected ${wrong.expected}, got "${cluster}"`;
    throw new UsageError({ where: '--cluster', message, fix: 'name it as the Cluster in your code is named' });
  }
  const root = resolve(cwd, store);
  return { cluster, root, shownAs: store, store: fileStore(root, store) };
}

/** The options that name the same place on another command line. */
export function placeOptions({ cluster, shownAs }: CertificatePlace): string {
  return `${cluster === 'in-cluster' ? '' : ` --cluster ${cluster}`}${shownAs === 'sealed' ? '' : ` --store ${shownAs}`}`;
}
