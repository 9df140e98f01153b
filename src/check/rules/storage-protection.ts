import { annotationValues } from '../../argocd/annotations';
import { syncOptionsOf } from '../../argocd/sync-options';
import { isUnknown, not, type Verdict } from '../../argocd/unknown';
import type { Repository } from '../../sources/model';
import { Findings } from '../answers';
import { placeIn } from '../application-place';
import {
  called,
  cascades,
  type Delivery,
  deliveriesOf,
  deliveriesTo,
  prunes,
  syncOptionsOfApplication,
} from '../delivery';
import { isProtected } from '../protection';
import { itemsAt } from '../reading';
import type { Rule } from '../rule';
import { application, manifest } from './example';
import { claim } from './storage-example';

export function isStorage({ manifest: { group, kind } }: Delivery): boolean {
  return group === '' && (kind === 'PersistentVolume' || kind === 'PersistentVolumeClaim');
}

/** In words for a message: `claim data`, `volume data`. */
export function storageName({ manifest: { kind, name } }: Delivery): string {
  return `${kind === 'PersistentVolume' ? 'volume' : 'claim'} ${name}`;
}

const OPTIONS = ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'] as const;
const PROTECT = 'annotate it with argocd.argoproj.io/sync-options: Prune=false,Delete=false';

/** How an object with data can be lost; a verdict that is unknown is one that depends on the release. */
function exposure(
  repository: Repository,
  delivery: Delivery,
): { readonly pruned: Verdict; readonly cascaded: Verdict } {
  const { manifest: object, application: each } = delivery;
  const kept = annotationValues(object.object, 'helm.sh/resource-policy').includes('keep');
  return {
    pruned: prunes(each) ? not(isProtected(repository, delivery, 'Prune')) : false,
    cascaded: cascades(each) && !kept ? not(isProtected(repository, delivery, 'Delete')) : false,
  };
}

/** Whether an object says anything that is meant to keep it. */
function isMeantToStay({ manifest: { object } }: Delivery): boolean {
  return (
    annotationValues(object, 'helm.sh/resource-policy').includes('keep') ||
    syncOptionsOf(object).some((option) => /^(Prune|Delete)=(false|confirm)$/.test(option))
  );
}

const prunable: Rule = {
  code: 'storage/prunable',
  severity: 'error',
  holds: 'a volume or claim says Prune=false and Delete=false, or its Application neither prunes nor cascades',
  why: 'A manifest that is moved, renamed or forgotten takes its claim along with the next sync, and the claim its data.',
  bad: {
    files: { 'apps/shop.yaml': application('shop', { prune: true }), 'shop/claim.yaml': claim('data', '') },
    found: [{ file: 'shop/claim.yaml', line: 3 }],
  },
  good: { files: { 'apps/shop.yaml': application('shop', { prune: true }), 'shop/claim.yaml': claim('data') } },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      if (!isStorage(delivery) || isMeantToStay(delivery)) continue;
      const { pruned, cascaded } = exposure(repository, delivery);
      if (isUnknown(pruned) || isUnknown(cascaded)) {
        findings.cannotTell({
          what: `whether ${storageName(delivery)} is protected by the sync options of Application ${called(delivery.application)}`,
          why: 'only Argo CD 3.4 and later reads Prune and Delete there',
          declare: 'argocd.version',
        });
        continue;
      }
      if (!pruned && !cascaded) continue;
      const how = [...(pruned ? ['prunes it'] : []), ...(cascaded ? ['takes it along when it goes'] : [])].join(
        ' and ',
      );
      findings.add({
        at: delivery.manifest,
        path: ['metadata', 'name'],
        message: `nothing protects ${storageName(delivery)}: Application ${called(delivery.application)} ${how}`,
        fix: PROTECT,
      });
    }
    return findings.judgement();
  },
};

const keepIsNotProtection: Rule = {
  code: 'storage/keep-is-not-protection',
  severity: 'error',
  holds: 'a volume or claim that is meant to stay is protected from both, pruning and the removal of its Application',
  why: 'Neither helm.sh/resource-policy: keep nor Delete=false stops a prune, and Prune=false alone stops no cascade.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { prune: true }),
      'shop/claim.yaml': claim('data', 'helm.sh/resource-policy: keep'),
    },
    found: [{ file: 'shop/claim.yaml', line: 3 }],
  },
  good: prunable.good,
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      if (!isStorage(delivery) || !isMeantToStay(delivery)) continue;
      const { pruned, cascaded } = exposure(repository, delivery);
      const { object } = delivery.manifest;
      const keeps = annotationValues(object, 'helm.sh/resource-policy').includes('keep');
      const written = [...syncOptionsOf(object), ...(keeps ? ['helm.sh/resource-policy: keep'] : [])];
      const said = written.filter((option) => /^(Prune|Delete)=|keep$/.test(option)).join(', ');
      if (pruned !== true && cascaded !== true) continue;
      const how = pruned === true ? 'prunes it' : 'takes it along when it goes';
      findings.add({
        at: delivery.manifest,
        path: syncOptionsOf(object).length > 0 ? OPTIONS : ['metadata', 'annotations', 'helm.sh/resource-policy'],
        message: `${storageName(delivery)} says ${said}, and Application ${called(delivery.application)} ${how} all the same`,
        fix: PROTECT,
      });
    }
    return findings.judgement();
  },
};

const replaceable: Rule = {
  code: 'storage/replaceable',
  severity: 'error',
  holds: 'no Replace=true or Force=true reaches a volume or claim',
  why: 'Replacing a claim fails on its immutable fields, and with force it is deleted and made anew, at every sync.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop', { options: ['Replace=true'] }),
      'shop/claim.yaml': claim('data'),
    },
    found: [{ file: 'apps/shop.yaml', line: 9 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop', { options: ['ServerSideApply=true'] }),
      'shop/claim.yaml': claim('data'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      if (!isStorage(delivery)) continue;
      const own = syncOptionsOf(delivery.manifest.object).filter((option) => /^(Replace|Force)=true$/.test(option));
      if (own.length > 0) {
        findings.add({
          at: delivery.manifest,
          path: OPTIONS,
          message: `${storageName(delivery)} says ${own.join(', ')}`,
          fix: `leave ${own.join(' and ')} out`,
        });
      }
      const index = syncOptionsOfApplication(delivery.application).indexOf('Replace=true');
      if (index < 0) continue;
      findings.add({
        ...placeIn(delivery.application, ['spec', 'syncPolicy', 'syncOptions', index]),
        message: `Application ${called(delivery.application)} replaces all that it delivers, ${storageName(delivery)} too`,
        fix: 'annotate what has to be replaced instead, or move the storage to an Application of its own',
      });
    }
    return findings.judgement();
  },
};

const HOME = (annotations = '') => manifest('v1', 'Namespace', `name: shop${annotations}`);

const namespaceDeletable: Rule = {
  code: 'storage/namespace-deletable',
  severity: 'error',
  holds: 'no prune and no cascade deletes a namespace that holds a claim',
  why: 'A namespace takes everything in it along, whatever the claim itself says.',
  bad: {
    files: {
      'apps/base.yaml': application('base', { prune: true }),
      'apps/shop.yaml': application('shop'),
      'base/namespace.yaml': HOME(),
      'shop/claim.yaml': claim('data'),
    },
    found: [{ file: 'base/namespace.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/base.yaml': application('base', { prune: true }),
      'apps/shop.yaml': application('shop'),
      'base/namespace.yaml': HOME(', annotations: { argocd.argoproj.io/sync-options: "Prune=false,Delete=false" }'),
      'shop/claim.yaml': claim('data'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const delivery of deliveriesOf(repository)) {
      const { kind, group, name } = delivery.manifest;
      if (kind !== 'Namespace' || group !== '') continue;
      const { pruned, cascaded } = exposure(repository, delivery);
      if (pruned !== true && cascaded !== true) continue;
      const holder = deliveriesTo(repository, delivery.cluster, name).find(holdsClaim);
      if (holder === undefined) continue;
      const what = isStorage(holder) ? storageName(holder) : `the claims of StatefulSet ${holder.manifest.name}`;
      const how = pruned === true ? 'may prune' : 'takes along when it goes';
      findings.add({
        at: delivery.manifest,
        path: ['metadata', 'name'],
        message: `Application ${called(delivery.application)} ${how} the namespace ${name}, which holds ${what}`,
        fix: PROTECT,
      });
    }
    return findings.judgement();
  },
};

function holdsClaim(delivery: Delivery): boolean {
  const { kind, object } = delivery.manifest;
  return isStorage(delivery) || (kind === 'StatefulSet' && itemsAt(object, 'spec', 'volumeClaimTemplates').length > 0);
}

export const storageProtectionRules: readonly Rule[] = [prunable, keepIsNotProtection, replaceable, namespaceDeletable];
