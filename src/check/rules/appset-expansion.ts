import type { DeliveredApplication, ExpandedSet, Repository } from '../../sources/model';
import { entriesAt, fields, groupBy, items, itemsAt, leavesOf, text, textAt, valueAt } from '../reading';
import type { Rule, Violation } from '../rule';
import { set } from './appset-example';
import { AROUND } from './shop-example';

const EMPTY = `    - list:
        elements: []
`;

const expansionFails: Rule = {
  code: 'appset/expansion-fails',
  severity: 'error',
  holds: 'an ApplicationSet can be expanded',
  why: 'One error of one generator or template stops the whole set: nothing is created, changed or deleted until it is mended.',
  bad: {
    files: { ...AROUND, 'apps/set.yaml': set({ name: "'{{ .application }}'" }) },
    found: [{ file: 'apps/set.yaml', line: 9 }],
  },
  good: { files: { ...AROUND, 'apps/set.yaml': set() } },
  judge: ({ repository: { sets } }) => ({
    violations: sets.flatMap(({ manifest, outcome }) =>
      'failure' in outcome
        ? [
            {
              at: manifest,
              path: ['spec', 'generators'],
              message: `it makes no Application: ${outcome.failure}`,
              fix: 'mend the generator or the template',
            },
          ]
        : [],
    ),
  }),
};

const unresolvedParam: Rule = {
  code: 'appset/unresolved-param',
  severity: 'error',
  holds: 'every parameter of a template has a value',
  why: 'Argo CD leaves what it does not know as it is, or writes <no value>, and makes an Application of that.',
  bad: {
    files: {
      ...AROUND,
      'apps/set.yaml': set({
        before: '  goTemplateOptions: []\n',
        metadata: "      labels:\n        team: '{{ .team }}'\n",
      }),
    },
    found: [{ file: 'apps/set.yaml', line: 18 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/set.yaml': set({
        before: '  goTemplateOptions: []\n',
        metadata: "      labels:\n        team: '{{ .app }}'\n",
      }),
    },
  },
  judge: ({ repository: { sets } }) => ({
    violations: sets.flatMap((expanded) => {
      const left = generatedBy(expanded).flatMap(({ manifest: { name, object } }) =>
        leavesOf({ metadata: object.metadata, spec: object.spec })
          .filter(({ path, text: value }) => isUnresolved(path, value))
          .map((leaf) => ({ ...leaf, name })),
      );
      // A template is wrong once, however many Applications come of it.
      return [...groupBy(left, ({ path }) => JSON.stringify(path)).values()].flatMap(([first, ...others]) => {
        if (first === undefined) return [];
        const more = others.length === 0 ? '' : `, and in ${others.length} more`;
        return [
          {
            at: expanded.manifest,
            path: ['spec', 'template', ...first.path],
            message: `${quoted(first.text)} is left in the Application ${quoted(first.name)}${more}`,
            fix: 'let the generator give the parameter, or correct its name; goTemplateOptions: [missingkey=error] stops the set instead',
          },
        ];
      });
    }),
  }),
};

/** Values for Helm may be templates themselves. */
function isUnresolved(path: readonly (string | number)[], value: string): boolean {
  if (value.includes('<no value>')) return true;
  const open = value.indexOf('{{');
  if (open === -1 || !value.includes('}}', open)) return false;
  return !path.some((step) => step === 'helm' || step === 'plugin' || step === 'annotations');
}

function quoted(value: string): string {
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);
}

const missingKey: Rule = {
  code: 'appset/missingkey',
  severity: 'warning',
  holds: 'a set with Go templates says missingkey=error',
  why: 'Otherwise a parameter that is not there becomes the text <no value>, in a name, a path or a namespace.',
  bad: {
    files: { ...AROUND, 'apps/set.yaml': set({ before: '  goTemplateOptions: []\n' }) },
    found: [{ file: 'apps/set.yaml', line: 8 }],
  },
  good: { files: { ...AROUND, 'apps/set.yaml': set() } },
  judge: ({ repository: { sets } }) => ({
    violations: sets.flatMap(({ manifest }) => {
      const { goTemplate, goTemplateOptions } = fields(manifest.object.spec);
      if (goTemplate !== true || items(goTemplateOptions).includes('missingkey=error')) return [];
      const path = ['spec', goTemplateOptions === undefined ? 'goTemplate' : 'goTemplateOptions'];
      return [
        {
          at: manifest,
          path,
          message: 'a parameter that is missing becomes <no value>',
          fix: 'add goTemplateOptions: [missingkey=error]',
        },
      ];
    }),
  }),
};

const zeroApps: Rule = {
  code: 'appset/zero-apps',
  severity: 'warning',
  holds: 'a set makes at least one Application',
  why: 'A set that comes back empty deletes what it made before, and nobody notices one that never made anything.',
  bad: {
    files: { ...AROUND, 'apps/set.yaml': set({ generators: EMPTY }) },
    found: [{ file: 'apps/set.yaml', line: 9 }],
  },
  good: { files: { ...AROUND, 'apps/set.yaml': set() } },
  judge: ({ repository: { sets } }) => ({
    violations: sets.flatMap(({ manifest, outcome }) =>
      'applications' in outcome && outcome.applications.length === 0
        ? [
            {
              at: manifest,
              path: ['spec', 'generators'],
              message: 'it makes no Application',
              fix: 'correct the generator, or remove the set',
            },
          ]
        : [],
    ),
  }),
};

const SCM = `    - scmProvider:
        github:
          organization: team
`;

const massDeletion: Rule = {
  code: 'appset/mass-deletion',
  severity: 'warning',
  holds: 'a set whose generator asks something outside of this repository cannot delete all that it made',
  why: 'An answer that comes back empty - a lost label, a token with fewer rights - deletes every Application, and all that they deployed.',
  bad: {
    files: { ...AROUND, 'apps/set.yaml': set({ generators: SCM }) },
    found: [{ file: 'apps/set.yaml', line: 9 }],
  },
  good: {
    files: {
      ...AROUND,
      'apps/set.yaml': set({ generators: SCM, between: '  syncPolicy:\n    applicationsSync: create-update\n' }),
    },
  },
  judge: ({ repository }) => ({
    violations: repository.sets.flatMap(({ manifest }): readonly Violation[] => {
      const policy = valueAt(manifest.object, 'spec', 'syncPolicy');
      if (valueAt(policy, 'preserveResourcesOnDeletion') === true) return [];
      if (/^create-(only|update)$/.test(textAt(policy, 'applicationsSync') ?? '')) return [];
      const asked = itemsAt(manifest.object, 'spec', 'generators').flatMap((generator) =>
        outside(generator, repository),
      );
      const [first] = asked;
      if (first === undefined) return [];
      return [
        {
          at: manifest,
          path: ['spec', 'generators'],
          message: `it deletes every Application when ${first} comes back empty`,
          fix: 'set syncPolicy.applicationsSync: create-update, or syncPolicy.preserveResourcesOnDeletion: true',
        },
      ];
    }),
  }),
};

/**
 * What a generator asks that is not in this repository. Previews of pull requests are meant to go; without a selector
 * Argo CD's own cluster is always among the clusters.
 */
function outside(generator: unknown, repository: Repository): readonly string[] {
  return entriesAt(generator).flatMap(([kind, value]): readonly string[] => {
    if (kind === 'scmProvider' || kind === 'clusterDecisionResource' || kind === 'plugin') return [kind];
    if (kind === 'clusters')
      return Object.keys(fields(fields(value).selector)).length > 0 ? ['the selection of clusters'] : [];
    if (kind === 'git')
      return repository.isOwn(text(fields(value).repoURL)) === false
        ? [`what ${text(fields(value).repoURL)} holds`]
        : [];
    if (kind !== 'matrix' && kind !== 'merge') return [];
    const children = itemsAt(value, 'generators');
    return (kind === 'merge' ? children.slice(0, 1) : children).flatMap((child) => outside(child, repository));
  });
}

function generatedBy({ outcome }: ExpandedSet): readonly DeliveredApplication[] {
  return 'applications' in outcome ? outcome.applications : [];
}

export const appsetExpansionRules: readonly Rule[] = [
  expansionFails,
  unresolvedParam,
  missingKey,
  zeroApps,
  massDeletion,
];
