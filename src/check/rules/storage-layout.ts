import { type LabelSelector, labelsMatch } from '../../argocd/label-selector';
import type { DeliveredApplication, Manifest, Repository } from '../../sources/model';
import { Findings } from '../answers';
import { placeIn } from '../application-place';
import { called, type Delivery, deliveriesOf, deliveriesTo } from '../delivery';
import { workloadOf } from '../pods';
import { bytesOf } from '../quantity';
import { entriesAt, groupBy, itemsAt, textAt, valueAt } from '../reading';
import type { Rule } from '../rule';
import { unreached } from '../unreached';
import { application, deployment } from './example';
import { claim, volume } from './storage-example';
import { isStorage, storageName } from './storage-protection';

const mixedApp: Rule = {
  code: 'storage/mixed-app',
  severity: 'warning',
  holds: 'volumes and claims that nothing protects live apart from workloads',
  why: 'A workload is replaced, renamed and removed often, its Application with it; in one of its own the storage outlives all that.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/claim.yaml': claim('data', ''),
      'shop/deployment.yaml': deployment('shop'),
    },
    found: [{ file: 'apps/shop.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'apps/storage.yaml': application('storage', { namespace: 'shop' }),
      'storage/claim.yaml': claim('data', ''),
      'shop/deployment.yaml': deployment('shop'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const [each, { storage, workload }] of storageByApplication(repository)) {
      if (storage === undefined || workload === undefined) continue;
      findings.add({
        ...placeIn(each, ['metadata', 'name']),
        message: `Application ${called(each)} delivers ${storageName(storage)} together with ${workload.manifest.kind} ${workload.manifest.name}, and nothing protects it`,
        fix: 'move the storage to an Application of its own that does not prune, or annotate it with argocd.argoproj.io/sync-options: Prune=false,Delete=false',
      });
    }
    return findings.judgement();
  },
};

function storageByApplication(repository: Repository) {
  const found = new Map<DeliveredApplication, { storage?: Delivery; workload?: Delivery }>();
  for (const delivery of deliveriesOf(repository)) {
    const entry = found.get(delivery.application) ?? {};
    if (isStorage(delivery)) {
      if (!saysBoth(delivery)) entry.storage ??= delivery;
    } else if (workloadOf(delivery) !== undefined) entry.workload ??= delivery;
    found.set(delivery.application, entry);
  }
  return found;
}

function saysBoth({ manifest: { object } }: Delivery): boolean {
  const options = textAt(object, 'metadata', 'annotations', 'argocd.argoproj.io/sync-options') ?? '';
  return /Prune=(false|confirm)/.test(options) && /Delete=(false|confirm)/.test(options);
}

const unowned: Rule = {
  code: 'storage/unowned',
  severity: 'error',
  holds: 'every volume and claim is reached by an Application',
  why: 'A claim that no Application delivers is made by nobody, and its Pods wait for it for ever; one made by hand is lost to the next reader.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { path: 'content/shop' }),
      'content/shop/deployment.yaml': deployment('shop'),
      'content/shop-storage/claim.yaml': claim('data'),
    },
    found: [{ file: 'content/shop-storage/claim.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop', { path: 'content/shop' }),
      'apps/storage.yaml': application('storage', { path: 'content/shop-storage', namespace: 'shop' }),
      'content/shop/deployment.yaml': deployment('shop'),
      'content/shop-storage/claim.yaml': claim('data'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const { manifest: object, because } of unreached(repository)) {
      if (object.group !== '' || !/^PersistentVolume(Claim)?$/.test(object.kind)) continue;
      findings.add({
        at: object,
        path: ['metadata', 'name'],
        message: `no Application delivers ${object.kind} ${object.name}: ${because}`,
        fix: 'let exactly one Application reach it, one that does not prune',
      });
    }
    return findings.judgement();
  },
};

const classMismatch: Rule = {
  code: 'storage/class-mismatch',
  severity: 'error',
  holds: 'a claim and the volume that it names agree: class, size, access modes, claimRef, selector',
  why: 'Kubernetes binds no claim to a volume that does not fit; it stays Pending, and its Application Progressing for ever.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/volume.yaml': volume('data', '/shop', 'storageClassName: ""', 'accessModes: [ReadWriteOnce]'),
      'shop/claim.yaml': claim(
        'data',
        undefined,
        'storageClassName: ""',
        'volumeName: data',
        'resources: { requests: { storage: 5Gi } }',
      ),
    },
    found: [{ file: 'shop/claim.yaml', line: 7 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/volume.yaml': volume('data', '/shop', 'storageClassName: ""', 'accessModes: [ReadWriteOnce]'),
      'shop/claim.yaml': claim('data', undefined, 'storageClassName: ""', 'volumeName: data'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const each of deliveriesOf(repository)) {
      const { kind, group, object, name } = each.manifest;
      const volumeName = textAt(object, 'spec', 'volumeName');
      if (kind !== 'PersistentVolumeClaim' || group !== '' || volumeName === undefined) continue;
      const found = deliveriesTo(repository, each.cluster, '').find(
        ({ manifest: other }) => other.kind === 'PersistentVolume' && other.group === '' && other.name === volumeName,
      );
      if (found === undefined) continue;
      for (const { path, message } of disagreements(each, found.manifest)) {
        findings.add({
          at: each.manifest,
          path,
          message: `claim ${name} ${message} of volume ${volumeName}`,
          fix: 'make both say the same',
        });
      }
    }
    return findings.judgement();
  },
};

function disagreements(
  { manifest: { object: claimed, name }, namespace }: Delivery,
  { object: given }: Manifest,
): readonly { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const storageClass = valueAt(claimed, 'spec', 'storageClassName');
  const givenClass = valueAt(given, 'spec', 'storageClassName') ?? '';
  const asked = bytesOf(valueAt(claimed, 'spec', 'resources', 'requests', 'storage'));
  const has = bytesOf(valueAt(given, 'spec', 'capacity', 'storage'));
  const modes = itemsAt(given, 'spec', 'accessModes');
  const lacking = itemsAt(claimed, 'spec', 'accessModes').filter((mode) => !modes.includes(mode));
  const reference = valueAt(given, 'spec', 'claimRef');
  const isOther =
    textAt(reference, 'name') !== undefined &&
    (textAt(reference, 'name') !== name || textAt(reference, 'namespace') !== namespace);
  const selector = valueAt(claimed, 'spec', 'selector') as LabelSelector | undefined;
  const labels = Object.fromEntries(entriesAt(given, 'metadata', 'labels').map(([key, value]) => [key, String(value)]));
  const size = ['spec', 'resources', 'requests', 'storage'];
  return [
    // A claim that names no class may get the cluster's own.
    ...(storageClass !== undefined && storageClass !== null && storageClass !== givenClass
      ? [
          {
            path: ['spec', 'storageClassName'],
            message: `is of class ${JSON.stringify(storageClass)}, not ${JSON.stringify(givenClass)}`,
          },
        ]
      : []),
    ...(asked !== undefined && has !== undefined && asked > has
      ? [
          {
            path: size,
            message: `asks for ${String(valueAt(claimed, ...size))}, more than the ${String(valueAt(given, 'spec', 'capacity', 'storage'))}`,
          },
        ]
      : []),
    ...(lacking.length > 0
      ? [{ path: ['spec', 'accessModes'], message: `wants ${lacking.join(', ')}, not among the access modes` }]
      : []),
    ...(isOther
      ? [
          {
            path: ['spec', 'volumeName'],
            message: `is not ${textAt(reference, 'namespace')}/${textAt(reference, 'name')}, the claimRef`,
          },
        ]
      : []),
    ...(selector && labelsMatch(selector, labels) === false
      ? [{ path: ['spec', 'selector'], message: 'selects other labels than those' }]
      : []),
  ];
}

const reclaimDelete: Rule = {
  code: 'storage/reclaim-delete',
  severity: 'warning',
  holds: 'a volume that is written by hand retains its data',
  why: 'With Delete or Recycle the data goes with the claim; nobody makes a hand-written volume anew.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/volume.yaml': volume(
        'data',
        '/shop',
        'accessModes: [ReadWriteOnce]',
        'persistentVolumeReclaimPolicy: Delete',
      ),
    },
    found: [{ file: 'shop/volume.yaml', line: 8 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/volume.yaml': volume(
        'data',
        '/shop',
        'accessModes: [ReadWriteOnce]',
        'persistentVolumeReclaimPolicy: Retain',
      ),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const { manifest: object } of deliveriesOf(repository)) {
      if (object.kind !== 'PersistentVolume' || object.group !== '') continue;
      const policy = textAt(object.object, 'spec', 'persistentVolumeReclaimPolicy');
      if (policy !== 'Delete' && policy !== 'Recycle') continue;
      const path = ['spec', 'persistentVolumeReclaimPolicy'];
      findings.add({
        at: object,
        path,
        message: `volume ${object.name} has the reclaim policy ${policy}`,
        fix: 'write Retain',
        patch: { value: 'Retain' },
      });
    }
    return findings.judgement();
  },
};

const sharedPath: Rule = {
  code: 'storage/shared-path',
  severity: 'warning',
  holds: 'one NFS path is one volume, unless all that share it are ReadWriteMany or ReadOnlyMany',
  why: 'Two volumes on one path look like two disks: one consumer empties what the other one writes.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/one.yaml': volume('one', '/shop', 'accessModes: [ReadWriteOnce]'),
      'shop/two.yaml': volume('two', '/shop', 'accessModes: [ReadWriteOnce]'),
    },
    found: [{ file: 'shop/two.yaml', line: 6 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/one.yaml': volume('one', '/shop/one', 'accessModes: [ReadWriteOnce]'),
      'shop/two.yaml': volume('two', '/shop/two', 'accessModes: [ReadWriteOnce]'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const volumes = deliveriesOf(repository).filter(
      ({ manifest: { kind, object } }) =>
        kind === 'PersistentVolume' && textAt(object, 'spec', 'nfs', 'path') !== undefined,
    );
    const byPath = groupBy(volumes, ({ manifest: { object } }) =>
      [textAt(object, 'spec', 'nfs', 'server'), textAt(object, 'spec', 'nfs', 'path')?.replace(/(?<!\/)\/+$/, '')].join(
        ' ',
      ),
    );
    for (const [first, ...others] of byPath.values()) {
      for (const other of others) {
        if (first === undefined || first.manifest.name === other.manifest.name) continue;
        if (isShared(first) && isShared(other)) continue;
        findings.add({
          at: other.manifest,
          path: ['spec', 'nfs', 'path'],
          message: `volume ${other.manifest.name} is on the same path as volume ${first.manifest.name}: ${textAt(other.manifest.object, 'spec', 'nfs', 'path')}`,
          fix: 'give it a path of its own, or make both ReadWriteMany when they share it on purpose',
        });
      }
    }
    return findings.judgement();
  },
};

function isShared({ manifest: { object } }: Delivery): boolean {
  const modes = itemsAt(object, 'spec', 'accessModes');
  return modes.length > 0 && modes.every((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
}

export const storageLayoutRules: readonly Rule[] = [mixedApp, unowned, classMismatch, reclaimDelete, sharedPath];
