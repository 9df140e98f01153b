import { annotation } from '../../argocd/annotations';
import { labelsMatch } from '../../argocd/label-selector';
import { waveOf } from '../../argocd/sync-wave';
import type { DeliveredApplication, ExpandedSet, Repository } from '../../sources/model';
import { answer } from '../answers';
import { manifestsOf, specOf } from '../delivery';
import { itemsAt, textAt, valueAt } from '../reading';
import type { Rule, Violation } from '../rule';
import { settingOf } from '../settings';
import { controller, LABELLED, PRUNED, rolling, set } from './appset-example';
import { AROUND, DESTINATION, SHOP, SOURCE } from './shop-example';

const FLAG = 'applicationsetcontroller.enable.progressive.syncs';
const WAVE = 'argocd.argoproj.io/sync-wave';
const ROLLING = set({ between: rolling('cart', 'till'), metadata: LABELLED, after: PRUNED });

const rollingSyncOff: Rule = {
  code: 'appset/rolling-sync-off',
  severity: 'error',
  holds: 'a RollingSync comes with the flag of the controller that turns it on',
  why: 'Without the flag, which is off by default, Argo CD passes over the strategy and syncs every Application at once.',
  bad: {
    files: { ...AROUND, 'apps/set.yaml': ROLLING, 'argocd/params.yaml': controller(false) },
    found: [{ file: 'apps/set.yaml', line: 15 }],
  },
  good: { files: { ...AROUND, 'apps/set.yaml': ROLLING, 'argocd/params.yaml': controller(true) } },
  judge: ({ repository }) => {
    const rollingSets = repository.sets.filter(isRolling);
    const setting = settingOf(repository, FLAG);
    if (rollingSets.length === 0 || (typeof setting === 'object' && setting.text === 'true')) return { violations: [] };
    if (setting === 'not known') {
      const notKnown = {
        what: 'whether RollingSync is on',
        why: `${FLAG} is set nowhere in the repository`,
        declare: `argocd.settings: { ${FLAG}: "true" }`,
      };
      return { violations: [], notKnown: [notKnown] };
    }
    return {
      violations: rollingSets.map(({ manifest }) => ({
        at: manifest,
        path: ['spec', 'strategy', 'type'],
        message: 'RollingSync is off, so that all its Applications sync at once',
        fix: `set ${FLAG}: "true" in argocd-cmd-params-cm, and restart the controller`,
      })),
    };
  },
};

const rollingStuck: Rule = {
  code: 'appset/rolling-stuck',
  severity: 'error',
  holds: 'a rolling set prunes, and has for each of its Applications a step that updates at least one',
  why: 'An Application in no step never syncs, and one that a removed manifest keeps OutOfSync holds back every later step for ever.',
  bad: {
    files: { ...AROUND, 'apps/set.yaml': set({ between: rolling('cart'), metadata: LABELLED, after: PRUNED }) },
    found: [{ file: 'apps/set.yaml', line: 17 }],
  },
  good: { files: { ...AROUND, 'apps/set.yaml': ROLLING } },
  judge: ({ repository: { sets } }) => ({
    violations: sets.filter(isRolling).flatMap(({ manifest, outcome }) => {
      if (!('applications' in outcome)) return [];
      const steps = itemsAt(manifest.object, 'spec', 'strategy', 'rollingSync', 'steps');
      const stepsPath = ['spec', 'strategy', 'rollingSync', 'steps'];
      const never = steps.flatMap((step, index): readonly Violation[] => {
        const most = valueAt(step, 'maxUpdate');
        if (most !== 0 && most !== '0' && most !== '0%') return [];
        return [
          {
            at: manifest,
            path: [...stepsPath, index, 'maxUpdate'],
            message: 'maxUpdate 0 never updates anything',
            fix: 'leave it out or raise it; where somebody syncs that step by hand, waive this',
          },
        ];
      });
      const left = outcome.applications.filter((each) => !steps.some((step) => isInStep(each, step)));
      const names = left.map(({ manifest: { name } }) => name).join(', ');
      const unprunable = outcome.applications.filter(
        (each) => valueAt(specOf(each), 'syncPolicy', 'automated', 'prune') !== true,
      );
      return [
        ...never,
        ...(left.length === 0
          ? []
          : [
              {
                at: manifest,
                path: stepsPath,
                message: `no step has ${names}, which never syncs`,
                fix: 'add a step for it',
              },
            ]),
        ...(unprunable.length === 0
          ? []
          : [
              {
                at: manifest,
                path: ['spec', 'template', 'spec', 'syncPolicy', 'automated', 'prune'],
                message: 'without prune a removed manifest stops the rollout for ever',
                fix: 'set spec.template.spec.syncPolicy.automated.prune: true',
              },
            ]),
      ];
    }),
  }),
};

function isInStep({ manifest: { object } }: DeliveredApplication, step: unknown): boolean {
  const labels = (object.metadata?.labels ?? {}) as Readonly<Record<string, string>>;
  // What is neither In nor NotIn selects nothing.
  return itemsAt(step, 'matchExpressions').every((expression) => {
    const operator = textAt(expression, 'operator');
    const key = textAt(expression, 'key') ?? '';
    const values = itemsAt(expression, 'values').filter((value) => typeof value === 'string');
    if (operator !== 'In' && operator !== 'NotIn') return false;
    return labelsMatch({ matchExpressions: [{ key, operator, values }] }, labels) === true;
  });
}

const ROOT = `${SHOP.replace('shop', 'root')}${SOURCE.replace('path: shop', 'path: apps')}${DESTINATION.replace('shop', 'argocd')}`;
const LATER = `${SHOP.replace('shop', 'later').replace('spec:', `  annotations:\n    ${WAVE}: "2"\nspec:`)}${SOURCE}${DESTINATION}`;

const orderAfterSet: Rule = {
  code: 'appset/order-after-set',
  severity: 'error',
  holds: 'no Application is in a later wave than an ApplicationSet of the same root',
  why: 'An ApplicationSet is Healthy as soon as its objects exist, so the later wave starts while what the set delivers is not there yet.',
  bad: {
    files: { ...AROUND, 'root.yaml': ROOT, 'apps/set.yaml': set({ wave: 1 }), 'apps/later.yaml': LATER },
    found: [{ file: 'apps/later.yaml', line: 7 }],
  },
  good: { files: { ...AROUND, 'root.yaml': ROOT, 'apps/set.yaml': set({ wave: 2 }), 'apps/later.yaml': LATER } },
  judge: ({ repository }) => {
    const sets = new Map(repository.sets.map((each) => [each.manifest, each]));
    return {
      violations: repository.applications.flatMap((parent) => {
        const content = manifestsOf(parent);
        // Only who writes a wave means an order.
        const ordered = content.filter((each) => sets.has(each) && annotation(each.object, WAVE) !== undefined);
        const later = content.filter(({ group, kind }) => group === 'argoproj.io' && kind === 'Application');
        return later.flatMap((application): readonly Violation[] => {
          const before = ordered.find(
            (each) => waveOf(each.object) < waveOf(application.object) && !gates(sets.get(each), repository),
          );
          if (before === undefined) return [];
          const message = `its wave comes after that of the ApplicationSet ${before.name}, and does not wait for what the set delivers`;
          const fix = 'put both into the set with a RollingSync, or write the Applications of the set one by one';
          return [{ at: application, path: ['metadata', 'annotations', WAVE], message, fix }];
        });
      }),
    };
  },
};

/** From Argo CD 3.0 on a rollout under way is Progressing. */
function gates(expanded: ExpandedSet | undefined, repository: Repository): boolean {
  return (
    expanded !== undefined &&
    isRolling(expanded) &&
    answer(repository, (version) => !version.startsWith('2.')) !== false
  );
}

const waveIneffective: Rule = {
  code: 'appset/wave-ineffective',
  severity: 'warning',
  holds: 'Applications that a set generates have no waves, or a RollingSync orders them',
  why: 'Nobody syncs what a set generates, so nobody looks at its waves: all of them start at once.',
  bad: {
    files: { ...AROUND, 'apps/set.yaml': set({ metadata: `      annotations:\n        ${WAVE}: "2"\n` }) },
    found: [{ file: 'apps/set.yaml', line: 18 }],
  },
  good: { files: { ...AROUND, 'apps/set.yaml': set() } },
  judge: ({ repository: { sets } }) => ({
    violations: sets
      .filter((each) => !isRolling(each))
      .filter(
        ({ manifest }) => valueAt(manifest.object, 'spec', 'template', 'metadata', 'annotations', WAVE) !== undefined,
      )
      .map(({ manifest }) => ({
        at: manifest,
        path: ['spec', 'template', 'metadata', 'annotations', WAVE],
        message: 'a wave on generated Applications orders nothing',
        fix: 'remove it, or order them with strategy.type: RollingSync',
      })),
  }),
};

function isRolling({ manifest }: ExpandedSet): boolean {
  return valueAt(manifest.object, 'spec', 'strategy', 'type') === 'RollingSync';
}

export const appsetOrderRules: readonly Rule[] = [rollingSyncOff, rollingStuck, orderAfterSet, waveIneffective];
