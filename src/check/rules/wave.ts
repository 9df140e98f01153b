import { annotation } from '../../argocd/annotations';
import { waveOf } from '../../argocd/sync-wave';
import type { DeliveredApplication, Repository } from '../../sources/model';
import { Findings } from '../answers';
import { placeIn } from '../application-place';
import { called, clusterOf, destinationNamespace, manifestsOf } from '../delivery';
import { environmentOf, withoutEnvironment } from '../environments';
import { groupBy, once } from '../reading';
import type { Rule } from '../rule';
import { applicationsHaveHealth } from '../settings';
import { application, configMap, deployment, manifest } from './example';
import { dependencyOrder, firstConsumer } from './wave-order';

const WAVE = ['metadata', 'annotations', 'argocd.argoproj.io/sync-wave'] as const;

/** The Applications that each root, or other Application, makes itself and not by a set. */
const children = once((repository: Repository): ReadonlyMap<DeliveredApplication, readonly DeliveredApplication[]> => {
  const made = new Map<DeliveredApplication, DeliveredApplication[]>();
  for (const each of repository.applications) {
    if (each.deliveredBy === undefined || each.generatedBy !== undefined || each.deliveredBy === each) continue;
    const siblings = made.get(each.deliveredBy);
    if (siblings === undefined) made.set(each.deliveredBy, [each]);
    else siblings.push(each);
  }
  return made;
});

function wavesOf(applications: readonly DeliveredApplication[]): readonly number[] {
  return [...new Set(applications.map(({ manifest: { object } }) => waveOf(object)))].sort((one, other) => one - other);
}

const HEALTH = manifest(
  'v1',
  'ConfigMap',
  'name: argocd-cm, namespace: argocd',
  'data:',
  '  resource.customizations.health.argoproj.io_Application: |',
  '    return { status = obj.status ~= nil and obj.status.health ~= nil and obj.status.health.status or "Progressing" }',
);

const SETTINGS = manifest(
  'v1',
  'ConfigMap',
  'name: argocd-cm, namespace: argocd',
  'data: { timeout.reconciliation: 60s }',
);

const TWO = {
  'root.yaml': application('root', { path: 'apps', namespace: 'argocd' }),
  'apps/base.yaml': application('base', { wave: 0 }),
  'apps/shop.yaml': application('shop', { wave: 1 }),
  'base/greeting.yaml': configMap('greeting'),
  'shop/greeting.yaml': configMap('greeting'),
};

const healthMissing: Rule = {
  code: 'wave/app-health-missing',
  severity: 'error',
  holds: 'waves that order Applications come with the health customization of Application in argocd-cm',
  why: 'Argo CD has no health for Applications, so a wave of them does not wait: without the customization the second is made two seconds after the first.',
  bad: { files: { ...TWO, 'argocd/settings.yaml': SETTINGS }, found: [{ file: 'root.yaml', line: 3 }] },
  good: { files: { ...TWO, 'argocd/settings.yaml': HEALTH } },
  judge: ({ repository }) => {
    const findings = new Findings();
    const health = applicationsHaveHealth(repository);
    if (health === 'yes') return findings.judgement();
    for (const [root, made] of children(repository)) {
      const waves = wavesOf(made);
      if (waves.length < 2) continue;
      if (health === 'not known') {
        findings.cannotTell({
          what: 'whether waves between Applications wait',
          why: 'they do where argocd-cm has a health check of Applications, and it is not in the repository',
          declare:
            'argocd.settings: { resource.customizations.health.argoproj.io_Application: "..." }, or {} where it has none',
        });
        break;
      }
      findings.add({
        ...placeIn(root, ['metadata', 'name']),
        message: `Application ${called(root)} orders Applications by the waves ${waves.join(', ')}, which do not wait: argocd-cm has no resource.customizations.health.argoproj.io_Application`,
        fix: 'add that health check to argocd-cm, or take the waves away',
      });
    }
    return findings.judgement();
  },
};

const environmentDrift: Rule = {
  code: 'wave/environment-drift',
  severity: 'warning',
  holds: 'one component has one wave in every environment',
  why: 'What starts in another order in prod than in dev was never tried.',
  bad: {
    files: {
      'apps/dev.yaml': application('shop-dev', { wave: 1 }),
      'apps/prod.yaml': application('shop-prod', { wave: 2 }),
      'shop-dev/greeting.yaml': configMap('greeting'),
      'shop-prod/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'apps/prod.yaml', line: 3 }],
  },
  good: {
    files: {
      'apps/dev.yaml': application('shop-dev', { wave: 1 }),
      'apps/prod.yaml': application('shop-prod', { wave: 1 }),
      'shop-dev/greeting.yaml': configMap('greeting'),
      'shop-prod/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    const components = groupBy(
      repository.applications.filter(({ generatedBy }) => generatedBy === undefined),
      (each) => withoutEnvironment(each.manifest.name, environmentOf(repository, destinationNamespace(each)) ?? ''),
    );
    for (const [first, ...others] of components.values()) {
      if (first === undefined) continue;
      const environment = environmentOf(repository, destinationNamespace(first));
      for (const other of others) {
        const otherEnvironment = environmentOf(repository, destinationNamespace(other));
        if (environment === undefined || otherEnvironment === undefined || environment === otherEnvironment) continue;
        const [wave, otherWave] = [waveOf(first.manifest.object), waveOf(other.manifest.object)];
        if (wave === otherWave) continue;
        findings.add({
          at: other.manifest,
          path: WAVE,
          message: `Application ${other.manifest.name} has wave ${otherWave}, and ${first.manifest.name}, the same of ${environment}, has wave ${wave}`,
          fix: 'give both the same wave',
        });
      }
    }
    return findings.judgement();
  },
};

const WORKLOADS = /^(Deployment|StatefulSet|DaemonSet|Rollout)$/;

function runsSomething(each: DeliveredApplication): boolean {
  return manifestsOf(each).some(({ kind }) => WORKLOADS.test(kind));
}

const creationOnly: Rule = {
  code: 'wave/creation-only',
  severity: 'info',
  holds: 'it is known that waves between Applications order their creation only',
  why: 'A later commit changes all of them at once, and each syncs by itself. To order every revision takes a set with RollingSync. Said once for a repository.',
  bad: {
    files: {
      ...TWO,
      'argocd/settings.yaml': HEALTH,
      'base/deployment.yaml': deployment('base'),
      'shop/deployment.yaml': deployment('shop'),
    },
    found: [{ file: 'root.yaml', line: 3 }],
  },
  good: { files: { ...TWO, 'argocd/settings.yaml': HEALTH, 'shop/deployment.yaml': deployment('shop') } },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const [root, made] of children(repository)) {
      const running = made.filter(runsSomething);
      const waves = wavesOf(running);
      if (waves.length < 2) continue;
      findings.add({
        ...placeIn(root, ['metadata', 'name']),
        message: `the waves ${waves.join(', ')} below Application ${called(root)} order how ${running.length} Applications with workloads are created, not how a later commit reaches them`,
        fix: 'use an ApplicationSet with RollingSync where every revision has to go in order; else waive this',
      });
      break;
    }
    return findings.judgement();
  },
};

const ineffective: Rule = {
  code: 'wave/ineffective',
  severity: 'info',
  holds: 'no wave stands on what nobody syncs, such as a root that a person applies',
  why: 'Only a sync reads waves; on an object that is applied by hand it says something that is not so.',
  bad: {
    files: {
      ...TWO,
      'argocd/settings.yaml': HEALTH,
      'root.yaml': application('root', { path: 'apps', namespace: 'argocd', wave: -5 }),
    },
    found: [{ file: 'root.yaml', line: 3 }],
  },
  good: { files: { ...TWO, 'argocd/settings.yaml': HEALTH } },
  judge: ({ repository }) => {
    const findings = new Findings();
    for (const [root] of children(repository)) {
      const { manifest: object, deliveredBy, generatedBy } = root;
      if (deliveredBy !== undefined || generatedBy !== undefined) continue;
      const wave = annotation(object.object, WAVE[2]);
      if (wave === undefined) continue;
      findings.add({
        at: object,
        path: WAVE,
        message: `root Application ${object.name} has the wave ${wave}, and no Application delivers it`,
        fix: 'remove the annotation',
      });
    }
    return findings.judgement();
  },
};

const couples: Rule = {
  code: 'wave/couples-environments',
  severity: 'warning',
  holds: 'one root whose waves wait does not order several environments or clusters',
  why: 'A later wave waits for all of the earlier ones: a broken dev holds back prod, an edge that is offline the centre.',
  bad: {
    files: {
      'argocd/settings.yaml': HEALTH,
      'root.yaml': application('root', { path: 'apps', namespace: 'argocd' }),
      'apps/dev.yaml': application('shop-dev', { wave: 1 }),
      'apps/prod.yaml': application('shop-prod', { wave: 2 }),
      'shop-dev/greeting.yaml': configMap('greeting'),
      'shop-prod/greeting.yaml': configMap('greeting'),
    },
    found: [{ file: 'root.yaml', line: 3 }],
  },
  good: {
    files: {
      'argocd/settings.yaml': HEALTH,
      'dev.yaml': application('dev', { path: 'dev', namespace: 'argocd' }),
      'prod.yaml': application('prod', { path: 'prod', namespace: 'argocd' }),
      'dev/shop.yaml': application('shop-dev', { wave: 1 }),
      'prod/shop.yaml': application('shop-prod', { wave: 1 }),
      'shop-dev/greeting.yaml': configMap('greeting'),
      'shop-prod/greeting.yaml': configMap('greeting'),
    },
  },
  judge: ({ repository }) => {
    const findings = new Findings();
    if (applicationsHaveHealth(repository) !== 'yes') return findings.judgement();
    for (const [root, made] of children(repository)) {
      if (wavesOf(made).length < 2) continue;
      const held = heldBack(repository, made);
      if (held === undefined) continue;
      findings.add({
        ...placeIn(root, ['metadata', 'name']),
        message: `Application ${called(root)} orders several environments or clusters: ${held}`,
        fix: 'give each environment and each cluster a root of its own',
      });
    }
    return findings.judgement();
  },
};

/** An Application that waits for one of another environment or cluster, in words. */
function heldBack(repository: Repository, made: readonly DeliveredApplication[]): string | undefined {
  const inOrder = made
    .map((each) => ({ each, wave: waveOf(each.manifest.object), side: sideOf(repository, each) }))
    .filter(({ side }) => side !== undefined)
    .sort((one, other) => one.wave - other.wave);
  const first = inOrder[0];
  const second = inOrder.find(({ wave, side }) => first !== undefined && wave > first.wave && side !== first.side);
  if (first === undefined || second === undefined) return undefined;
  return `${second.each.manifest.name} of wave ${second.wave} waits for ${first.each.manifest.name} of wave ${first.wave}`;
}

function sideOf(repository: Repository, each: DeliveredApplication): string | undefined {
  const environment = environmentOf(repository, destinationNamespace(each));
  return environment === undefined ? undefined : `${clusterOf(repository, each)} ${environment}`;
}

export const waveRules: readonly Rule[] = [
  healthMissing,
  dependencyOrder,
  environmentDrift,
  firstConsumer,
  creationOnly,
  ineffective,
  couples,
];
