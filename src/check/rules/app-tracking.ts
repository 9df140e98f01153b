import { parseTrackingId } from '../../argocd/tracking';
import type { Manifest, Repository } from '../../sources/model';
import { answer } from '../answers';
import { deliveriesOf } from '../delivery';
import { everyManifest } from '../every-manifest';
import { groupBy, textAt } from '../reading';
import type { Rule, Violation } from '../rule';
import { settingOf } from '../settings';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

const TRACKED = `apiVersion: v1
kind: ConfigMap
metadata:
  name: banner
`;

const copiedTracking: Rule = {
  code: 'app/copied-tracking',
  severity: 'error',
  holds: "no manifest carries another Application's label or annotation of ownership",
  why: 'The other Application takes it for its own, finds it in none of its manifests, and prunes it.',
  bad: {
    files: {
      ...AROUND,
      'shop/banner.yaml': `${TRACKED}  annotations:
    argocd.argoproj.io/tracking-id: stall:/ConfigMap:shop/banner
`,
      'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}`,
    },
    found: [{ file: 'shop/banner.yaml', line: 6 }],
  },
  good: { files: { ...AROUND, 'shop/banner.yaml': TRACKED, 'apps/shop.yaml': `${SHOP}${SOURCE}${DESTINATION}` } },
  judge: ({ repository }) => {
    const names = new Set(repository.applications.map(({ manifest }) => manifest.name));
    const owners = groupBy(deliveriesOf(repository), ({ manifest }) => keyOf(manifest));
    const byLabel = tracksByLabel(repository);
    return {
      violations: everyManifest(repository).flatMap((manifest): readonly Violation[] => {
        const own = (owners.get(keyOf(manifest)) ?? []).map(({ application }) => application.manifest.name);
        const id = textAt(manifest.object, ...ANNOTATION);
        const written = id === undefined ? undefined : parseTrackingId(id);
        const named = (written?.application ?? id?.split(':')[0])?.split('_').at(-1);
        if (named !== undefined && !own.includes(named)) return [copied(manifest, ANNOTATION, named)];
        const label = byLabel ? textAt(manifest.object, ...LABEL) : undefined;
        // Argo CD writes the right label over it on what it syncs.
        if (label === undefined || own.length > 0 || !names.has(label)) return [];
        return [copied(manifest, LABEL, label)];
      }),
    };
  },
};

const ANNOTATION = ['metadata', 'annotations', 'argocd.argoproj.io/tracking-id'];
const LABEL = ['metadata', 'labels', 'app.kubernetes.io/instance'];

function copied(at: Manifest, path: Violation['path'], name: string): Violation {
  return {
    at,
    ...(path && { path }),
    message: `it says that it belongs to the Application ${name}, and it does not`,
    fix: 'remove it; Argo CD writes its own',
  };
}

function keyOf({ group, kind, name, origin: { file, line } }: Manifest): string {
  return [group, kind, name, file, line].join(' ');
}

/** Whether labels say to whom an object belongs, as far as that is certain. */
function tracksByLabel(repository: Repository): boolean {
  const method = settingOf(repository, 'application.resourceTrackingMethod');
  if (typeof method === 'object') return method.text === 'label';
  return answer(repository, (version) => version.startsWith('2.')) === true;
}

export const appTrackingRules: readonly Rule[] = [copiedTracking];
