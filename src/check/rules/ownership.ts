import { isHook } from '../../argocd/hooks';
import type { DeliveredApplication } from '../../sources/model';
import { Findings } from '../answers';
import { called, type Delivery, deliveriesOf } from '../delivery';
import { groupBy } from '../reading';
import type { Rule } from '../rule';
import { unreached } from '../unreached';
import { application, configMap, manifest } from './example';

function isDefinition({ manifest: { group, kind } }: Delivery): boolean {
  return group === 'apiextensions.k8s.io' && kind === 'CustomResourceDefinition';
}

function identityOf({ manifest: { group, kind, name }, cluster, namespace }: Delivery): string {
  return [cluster, group, kind, namespace, name].join(' ');
}

/** The first of the same object that another Application delivers as well. */
function* twice(deliveries: readonly Delivery[]): Generator<readonly [Delivery, Delivery]> {
  for (const [first, ...others] of groupBy(deliveries, identityOf).values()) {
    if (first === undefined) continue;
    const told = new Set<DeliveredApplication>([first.application]);
    for (const other of others) {
      if (told.has(other.application)) continue;
      told.add(other.application);
      yield [first, other];
    }
  }
}

const duplicate: Rule = {
  code: 'ownership/duplicate',
  severity: 'error',
  holds: 'no resource is delivered by two Applications',
  why: 'The two take it from each other at every sync, and the one that stops delivering it prunes it under the other.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'apps/web.yaml': application('web', { namespace: 'shop' }),
      'shop/greeting.yaml': configMap('greeting'),
      'web/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'web/greeting.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'apps/web.yaml': application('web', { namespace: 'shop' }),
      'shop/greeting.yaml': configMap('greeting'),
      'web/greeting.yaml': configMap('web-greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const owned = deliveriesOf(repository).filter(
      (each) => each.manifest.name !== '' && !isDefinition(each) && !isHook(each.manifest.object),
    );
    for (const [first, other] of twice(owned)) {
      const { kind, name } = other.manifest;
      const where = other.namespace === '' ? '' : ` of namespace ${other.namespace}`;
      findings.add({
        at: other.manifest,
        path: ['metadata', 'name'],
        message: `${kind} ${name}${where} is delivered by ${called(first.application)} (${first.manifest.origin.file}) and by ${called(other.application)}`,
        fix: 'leave it to one of them',
      });
    }
    return findings.judgement();
  },
};

const unreachable: Rule = {
  code: 'ownership/unreachable',
  severity: 'warning',
  holds: 'no manifest stands beside what Applications deliver that none of them reaches',
  why: 'It looks deployed and is not; whoever mends it there mends nothing.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/greeting.yaml': configMap('greeting'),
      'shop/more/farewell.yaml': configMap('farewell'),
    },
    found: [{ file: 'shop/more/farewell.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/greeting.yaml': configMap('greeting'),
      'shop/farewell.yaml': configMap('farewell'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const { manifest: object, because } of unreached(repository)) {
      if (object.group === '' && /^PersistentVolume(Claim)?$/.test(object.kind)) continue;
      findings.add({
        at: object,
        path: ['metadata', 'name'],
        message: `no Application delivers ${object.kind} ${object.name}: ${because}`,
        fix: 'let an Application reach it (a plain folder has directory.recurse), or remove it',
      });
    }
    return findings.judgement();
  },
};

const DEFINITION = manifest(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'name: carts.shop.example',
  'spec: { group: shop.example, scope: Namespaced, names: { kind: Cart, plural: carts }, versions: [] }',
);

const twoOwners: Rule = {
  code: 'ownership/two-crd-owners',
  severity: 'error',
  holds: 'a CustomResourceDefinition has one owner',
  why: 'Two owners bring two versions of it by turns, and objects of the kind are refused or lose fields.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'apps/web.yaml': application('web'),
      'shop/cart.yaml': DEFINITION,
      'web/cart.yaml': DEFINITION,
    },
    found: [{ file: 'web/cart.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/shop.yaml': application('shop'),
      'apps/web.yaml': application('web'),
      'shop/cart.yaml': DEFINITION,
      'web/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const [first, other] of twice(deliveriesOf(repository).filter(isDefinition))) {
      findings.add({
        at: other.manifest,
        path: ['metadata', 'name'],
        message: `CustomResourceDefinition ${other.manifest.name} is delivered by ${called(first.application)} (${first.manifest.origin.file}) and by ${called(other.application)}`,
        fix: 'leave it to one of them; most charts have a value that leaves their definitions out',
      });
    }
    return findings.judgement();
  },
};

export const ownershipRules: readonly Rule[] = [duplicate, unreachable, twoOwners];
