import type { Size } from 'cdk8s';

export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';

/** A directory on an NFS server, as a PersistentVolume made by hand. Several claims may share one on purpose. */
export interface NfsVolume {
  readonly kind: 'nfs';
  readonly server: string;
  readonly path: string;
}

/** A StorageClass that makes volumes. */
export interface StorageClass {
  readonly kind: 'class';
  readonly name: string;
  /**
   * When a claim of it is bound: at once, or when the first Pod that uses it is scheduled. Until it is bound the claim
   * is not healthy, so nothing that waits for the second kind ever starts.
   */
  readonly binding: 'Immediate' | 'WaitForFirstConsumer';
}

export function nfs(server: string, path: string): NfsVolume {
  return { kind: 'nfs', server, path };
}

export function storageClass(name: string, binding: StorageClass['binding']): StorageClass {
  return { kind: 'class', name, binding };
}

/** Only the volume of an NFS directory is made here and so can be named; a class makes and names its own. */
export type ClaimProps = PlainClaim | NamedNfsClaim;

interface PlainClaim {
  readonly size: Size;
  readonly access: AccessMode;
  readonly from: NfsVolume | StorageClass;
  /** Name of the claim. @default `<storage app>-<key>-<environment>` */
  readonly name?: string;
  readonly volume?: never;
  readonly className?: never;
  readonly labels?: never;
}

interface NamedNfsClaim extends Omit<PlainClaim, 'from' | 'volume' | 'className' | 'labels'> {
  readonly from: NfsVolume;
  /** Name of the PersistentVolume. @default the claim's name with `-pv` */
  readonly volume?: string;
  /** The class that ties volume and claim together. @default none: they name each other */
  readonly className?: string;
  /** Labels of the volume, by which the claim selects it too. @default none: they name each other */
  readonly labels?: Readonly<Record<string, string>>;
}
