import { asksFor, knowsSyncOption, SYNC_OPTIONS, syncOptionsOf } from '../../argocd/sync-options';
import { isUnknown } from '../../argocd/unknown';
import type { Manifest, NotKnown } from '../../sources/model';
import { answer } from '../answers';
import { placeIn } from '../application-place';
import { deliveriesOf, specOf, syncOptionsOfApplication } from '../delivery';
import { everyManifest } from '../every-manifest';
import { itemsAt, valueAt } from '../reading';
import type { Rule, Violation } from '../rule';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

const SYNC_OPTIONS_PATH = ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'];

const unknownSyncOption: Rule = {
  code: 'app/unknown-sync-option',
  severity: 'error',
  holds: 'a sync option is one that Argo CD knows in that place, letter by letter',
  why: 'Argo CD compares the whole text and passes over what it does not know, so the protection that was meant is not there.',
  bad: {
    files: {
      ...AROUND,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}  syncPolicy:
    syncOptions:
      - createNamespace=true
`,
    },
    found: [{ file: 'apps/shop.yaml', line: 16 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}  syncPolicy:
    syncOptions:
      - CreateNamespace=true
`,
    },
  },
  judge: ({ repository }) => {
    const violations: Violation[] = [];
    const notKnown: NotKnown[] = [];
    const fine = new Set<string>();
    const judge = (option: string, place: 'application' | 'resource', at: Pick<Violation, 'at' | 'path'>) => {
      if (fine.has(`${place} ${option}`)) return;
      if (isSaidAnyway(option, place)) return;
      const known = answer(repository, (version) => knowsSyncOption(option, place, version));
      if (isUnknown(known)) {
        const what = `whether Argo CD knows ${option} on ${place === 'application' ? 'an Application' : 'a resource'}`;
        notKnown.push({ what, why: 'releases differ', declare: 'argocd.version' });
      } else if (known) fine.add(`${place} ${option}`);
      else violations.push({ ...at, ...refusal(option, place) });
    };
    for (const application of repository.applications) {
      for (const [index, option] of itemsAt(specOf(application), 'syncPolicy', 'syncOptions').entries()) {
        const at = placeIn(application, ['spec', 'syncPolicy', 'syncOptions', index]);
        if (typeof option === 'string') judge(option, 'application', at);
      }
    }
    // A set that cannot be expanded makes Applications all the same, with what its template says in so many words.
    for (const { manifest } of repository.sets.filter(({ outcome }) => !('applications' in outcome))) {
      const path = ['spec', 'template', 'spec', 'syncPolicy', 'syncOptions'];
      for (const [index, option] of itemsAt(manifest.object, ...path).entries()) {
        if (typeof option === 'string' && !option.includes('{{')) {
          judge(option, 'application', { at: manifest, path: [...path, index] });
        }
      }
    }
    for (const manifest of everyManifest(repository)) {
      const at = { at: manifest, path: SYNC_OPTIONS_PATH };
      for (const option of syncOptionsOf(manifest.object)) judge(option, 'resource', at);
    }
    return { violations, notKnown };
  },
};

/** `PruneLast=false` says what is so without it. */
function isSaidAnyway(option: string, place: 'application' | 'resource'): boolean {
  const opposite = option.replace(/=(true|false)$/, (_, value) => (value === 'true' ? '=false' : '=true'));
  const isKnown = (text: string) => SYNC_OPTIONS.some((known) => known.option === text && known.at.includes(place));
  return opposite !== option && !isKnown(option) && isKnown(opposite);
}

function refusal(option: string, place: 'application' | 'resource'): Pick<Violation, 'message' | 'fix' | 'patch'> {
  const meant = SYNC_OPTIONS.find((known) => plain(known.option) === plain(option));
  if (meant === undefined && /^(selfHeal|allowEmpty)=/i.test(option)) {
    return { message: `"${option}" is no sync option`, fix: 'set it in spec.syncPolicy.automated' };
  }
  if (meant === undefined) {
    const names = [
      ...new Set(SYNC_OPTIONS.filter(({ at }) => at.includes(place)).map((known) => known.option.split('=')[0])),
    ];
    return { message: `"${option}" is no sync option`, fix: `remove it, or use one of ${names.join(', ')}` };
  }
  if (!meant.at.includes(place)) {
    const [here, there] = place === 'application' ? ['an Application', 'a resource'] : ['a resource', 'an Application'];
    return { message: `"${option}" does nothing on ${here}`, fix: `set it on ${there}` };
  }
  if (meant.option === option) {
    return { message: `"${option}" is not known to this release of Argo CD here`, fix: 'remove it, or update Argo CD' };
  }
  const patch = place === 'application' ? { patch: { value: meant.option } } : {};
  return { message: `"${option}" is no sync option`, fix: `write ${meant.option}`, ...patch };
}

function plain(option: string): string {
  return option
    .toLowerCase()
    .replace(/[\s"']/g, '')
    .replace(':', '=');
}

const CLAIM = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
`;

const forceReplace: Rule = {
  code: 'app/force-replace',
  severity: 'error',
  holds: 'nothing that keeps state is both forced and replaced',
  why: 'Force=true with Replace=true deletes the object and makes it anew at every sync, whether or not it changed.',
  bad: {
    files: {
      ...AROUND,
      'shop/db.yaml': `${CLAIM}  annotations:
    argocd.argoproj.io/sync-options: Force=true,Replace=true
`,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
    },
    found: [{ file: 'shop/db.yaml', line: 6 }],
  },
  good: { files: { ...AROUND, 'shop/db.yaml': CLAIM, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}` } },
  judge: ({ repository }) => ({
    violations: deliveriesOf(repository)
      .filter(({ manifest, application }) => {
        const { object } = manifest;
        const forced = syncOptionsOf(object).includes('Force=true');
        return forced && keepsState(manifest) && asksFor('Replace=true', object, syncOptionsOfApplication(application));
      })
      .map(({ manifest }) => ({
        at: manifest,
        path: SYNC_OPTIONS_PATH,
        message: 'it is forced and replaced, so that every sync deletes it and makes it anew',
        fix: 'take Force=true away',
      })),
  }),
};

function keepsState({ kind, object }: Manifest): boolean {
  if (/^(StatefulSet|PersistentVolume|PersistentVolumeClaim|Secret)$/.test(kind)) return true;
  const volumes = itemsAt(object, 'spec', 'template', 'spec', 'volumes');
  return kind !== 'Job' && volumes.some((volume) => valueAt(volume, 'persistentVolumeClaim') !== undefined);
}

export const appSyncOptionRules: readonly Rule[] = [unknownSyncOption, forceReplace];
