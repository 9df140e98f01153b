import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import Ajv from 'ajv-draft-04';
import fc from 'fast-check';
import { parse as parseJunit } from 'test-results-parser';
import schema from '../../docs/check.schema.json';
import type { CheckFinding } from '../../src/check/finding';
import { type CheckReport, sentenceOf } from '../../src/report/check';
import { checkGithub } from '../../src/report/check-github';
import { checkJson } from '../../src/report/check-json';
import { checkJunit } from '../../src/report/check-junit';
import { checkMarkdown } from '../../src/report/check-markdown';
import { checkSarif } from '../../src/report/check-sarif';
import { checkText } from '../../src/report/check-text';
import { jsonFaults } from '../check/json-schema';
import { xmlFault } from './well-formed-xml';

const missing = { code: 'app/path-missing', severity: 'error', holds: 'a path exists', why: 'It is needed.' } as const;
const pinned = {
  code: 'app/unpinned-revision',
  severity: 'warning',
  holds: 'a revision is pinned',
  why: 'It moves.',
} as const;

function finding(overrides: Partial<CheckFinding> = {}): CheckFinding {
  return {
    code: 'app/path-missing',
    severity: 'error',
    where: {
      file: 'apps/shop.yaml',
      line: 10,
      path: ['spec', 'source', 'path'],
      manifest: { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'shop' },
    },
    message: 'there is no folder shops in this repository',
    fix: 'correct the path, or add the folder',
    ...overrides,
  };
}

const unpinned = finding({
  code: 'app/unpinned-revision',
  severity: 'warning',
  where: { file: 'apps/100% a,b.yaml', line: 2 },
  message: 'targetRevision is "HEAD"\n::error::<b>&@all|',
});

function report(overrides: Partial<CheckReport> = {}): CheckReport {
  return {
    findings: [finding(), unpinned],
    notKnown: [{ what: 'whether Argo CD knows edge', why: 'clusters are not declared', declare: 'clusters' }],
    rules: [pinned, missing],
    manifests: 3,
    applications: 1,
    waived: 2,
    inBaseline: 1,
    version: '1.2.3',
    ...overrides,
  };
}

const NOTHING = { findings: [], notKnown: [], waived: 0, inBaseline: 0 };

test('text goes rule by rule, what breaks first, and ends with a sum', () => {
  expect(checkText(report())).toBe(`error app/path-missing: a path exists
  apps/shop.yaml:10: Application argocd/shop: there is no folder shops in this repository; correct the path, or add the folder

warning app/unpinned-revision: a revision is pinned
  apps/100% a,b.yaml:2: targetRevision is "HEAD" ::error::<b>&@all|; correct the path, or add the folder

not known: what could not be told from the files alone
  whether Argo CD knows edge: clusters are not declared; in argosy.yaml declare clusters

3 manifests, 1 Application: 2 findings (1 error, 1 warning), 1 not known, 2 waived, 1 in the baseline
  argosy explain app/path-missing tells why that matters
  what is to stay goes into argosy-waivers.yaml, with a reason and a day; --baseline FILE hides what is old
  what is not known can be said in argosy.yaml, at the root of the repository
`);
});

test('text of a clean repository is one line', () => {
  expect(checkText(report(NOTHING))).toBe('3 manifests, 1 Application: no findings\n');
});

test('text cuts a long list, and says how to see all of it', () => {
  const findings = [1, 2, 3].map((line) => finding({ where: { file: 'a.yaml', line } }));
  expect(checkText(report({ ...NOTHING, findings }), 2)).toBe(`error app/path-missing: a path exists
  a.yaml:1: there is no folder shops in this repository; correct the path, or add the folder
  a.yaml:2: there is no folder shops in this repository; correct the path, or add the folder
  and 1 more; argosy check --rule app/path-missing lists all

3 manifests, 1 Application: 3 findings (3 errors)
  argosy explain app/path-missing tells why that matters
  what is to stay goes into argosy-waivers.yaml, with a reason and a day; --baseline FILE hides what is old
`);
});

test('JSON has every finding whole, and is as its schema says', () => {
  const written = JSON.parse(checkJson(report({ findings: [finding()] })));
  expect(written).toEqual({
    formatVersion: 1,
    findings: [
      {
        code: 'app/path-missing',
        severity: 'error',
        where: {
          file: 'apps/shop.yaml',
          line: 10,
          path: 'spec.source.path',
          manifest: { group: 'argoproj.io', kind: 'Application', namespace: 'argocd', name: 'shop' },
        },
        message: 'there is no folder shops in this repository',
        fix: 'correct the path, or add the folder',
      },
    ],
    unknown: [{ what: 'whether Argo CD knows edge', why: 'clusters are not declared', declare: 'clusters' }],
    summary: { error: 1, warning: 0, info: 0, notKnown: 1, manifests: 3, applications: 1, waived: 2, inBaseline: 1 },
  });
  expect(jsonFaults(JSON.parse(checkJson(report())), schema)).toEqual([]);
  expect(jsonFaults({ ...written, more: 1 }, schema)).toEqual(['more is not expected']);
  expect(jsonFaults({ ...written, formatVersion: 2 }, schema)).toEqual(['formatVersion: expected 1']);
});

test('an annotation of GitHub stays one line with its own properties, whatever a manifest says', () => {
  expect(checkGithub(report())).toBe(
    [
      '::error file=apps/shop.yaml,line=10,title=app/path-missing::Application argocd/shop: there is no folder shops in this repository; correct the path, or add the folder\n',
      '::warning file=apps/100%25 a%2Cb.yaml,line=2,title=app/unpinned-revision::targetRevision is "HEAD" ::error::<b>&@all|; correct the path, or add the folder\n',
      '::notice title=not known::whether Argo CD knows edge: clusters are not declared; in argosy.yaml declare clusters\n',
    ].join(''),
  );
});

test('Markdown has a table for each severity, in which nothing is markup', () => {
  expect(checkMarkdown(report())).toBe(`## argosy check

2 found: 1 error, 1 warning.

| where | what | rule |
| --- | --- | --- |
| apps/shop.yaml:10 | Application argocd/shop: there is no folder shops in this repository; correct the path, or add the folder | app/path-missing |

| where | what | rule |
| --- | --- | --- |
| apps/100% a,b.yaml:2 | targetRevision is "HEAD" ::error::\\<b\\>\\&@\u200ball\\|; correct the path, or add the folder | app/unpinned-revision |

<details><summary>1 not known</summary>

- whether Argo CD knows edge: clusters are not declared; in argosy.yaml declare clusters

</details>
`);
});

test('JUnit has a case for each finding and for each rule that holds', () => {
  const held = { ...missing, code: 'app/holds' };
  expect(
    checkJunit(report({ findings: [unpinned], rules: [held, pinned], notKnown: [] })),
  ).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1">
  <testsuite name="argosy check" tests="2" failures="1" skipped="0">
    <testcase classname="argosy" name="app/holds"/>
    <testcase classname="argosy" name="app/unpinned-revision apps/100% a,b.yaml:2" file="apps/100% a,b.yaml" line="2">
      <failure type="warning" message="targetRevision is &quot;HEAD&quot; ::error::&lt;b&gt;&amp;@all|; correct the path, or add the folder"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

test('a reader of JUnit counts what holds, what is wrong and what is not known', () => {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-junit-'));
  const file = join(folder, 'check.xml');
  try {
    writeFileSync(file, checkJunit(report({ rules: [{ ...missing, code: 'app/holds' }, missing, pinned] })));
    const { suites } = parseJunit({ type: 'junit', files: [file] });
    expect(suites.map(({ name, passed, failed, skipped }) => ({ name, passed, failed, skipped }))).toEqual([
      { name: 'argosy check', passed: 1, failed: 2, skipped: 1 },
    ]);
    expect(suites[0]?.cases.map(({ name, status, failure }) => [name, status, failure])).toEqual([
      ['app/holds', 'PASS', ''],
      [
        'app/path-missing apps/shop.yaml:10',
        'FAIL',
        'Application argocd/shop: there is no folder shops in this repository; correct the path, or add the folder',
      ],
      [
        'app/unpinned-revision apps/100% a,b.yaml:2',
        'FAIL',
        'targetRevision is "HEAD" ::error::<b>&@all|; correct the path, or add the folder',
      ],
      ['whether Argo CD knows edge', 'SKIP', ''],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(sarifSchema);

test('JUnit is XML, SARIF as OASIS says and JSON as its schema says, whatever a manifest holds', () => {
  const text = fc.string({ unit: 'binary' });
  const found = fc
    .record({ message: text, file: text, name: text })
    .map(({ message, file, name }) =>
      finding({ message, where: { file, line: 1, manifest: { group: '', kind: name, namespace: name, name } } }),
    );
  const unknown = fc.record({ what: text, why: text, declare: text });
  fc.assert(
    fc.property(fc.array(found), fc.array(unknown), (findings, notKnown) => {
      expect(xmlFault(checkJunit(report({ findings, notKnown })))).toBeUndefined();
      expect(jsonFaults(JSON.parse(checkJson(report({ findings, notKnown }))), schema)).toEqual([]);
      expect(isSarif(JSON.parse(checkSarif(report({ findings, notKnown })))) || isSarif.errors).toBe(true);
    }),
  );
  const log = JSON.parse(checkSarif(report()));
  expect(isSarif({ ...log, version: '2.0.0' })).toBe(false);
  expect(isSarif({ ...log, runs: [{ ...log.runs[0], findings: [] }] })).toBe(false);
  for (const wrong of ['<a>', '<a></b>', '<a b="1" b="2"/>', '<a>&</a>', '<a b="<"/>', '<a>\u0001</a>', 'a<a/>']) {
    expect([wrong, xmlFault(wrong)]).not.toEqual([wrong, undefined]);
  }
});

test('SARIF names the rule of each result, and its place as a URI', () => {
  const { runs, ...log } = JSON.parse(checkSarif(report()));
  expect(log).toEqual({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' });
  const [run] = runs;
  const { results: _, tool, ...others } = run;
  expect(others).toEqual({
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { ROOT: { description: { text: 'the root of the repository' } } },
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          {
            level: 'note',
            message: { text: expect.stringContaining('whether Argo CD knows edge: clusters are not declared; ') },
          },
        ],
      },
    ],
  });
  expect(tool.driver.rules[0]).toEqual({
    id: 'app/unpinned-revision',
    shortDescription: { text: 'a revision is pinned' },
    fullDescription: { text: 'It moves.' },
    defaultConfiguration: { level: 'warning' },
  });
  expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual([
    'app/unpinned-revision',
    'app/path-missing',
  ]);
  expect(run.results).toEqual([
    {
      ruleId: 'app/path-missing',
      ruleIndex: 1,
      level: 'error',
      message: {
        text: 'Application argocd/shop: there is no folder shops in this repository; correct the path, or add the folder',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'apps/shop.yaml', uriBaseId: 'ROOT' },
            region: { startLine: 10 },
          },
          logicalLocations: [{ fullyQualifiedName: 'Application argocd/shop spec.source.path', kind: 'resource' }],
        },
      ],
      partialFingerprints: { 'fault/v1': 'app/path-missing apps/shop.yaml Application argocd/shop spec.source.path' },
    },
    {
      ruleId: 'app/unpinned-revision',
      ruleIndex: 0,
      level: 'warning',
      message: { text: 'targetRevision is "HEAD" ::error::<b>&@all|; correct the path, or add the folder' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'apps/100%25%20a%2Cb.yaml', uriBaseId: 'ROOT' },
            region: { startLine: 2 },
          },
        },
      ],
      partialFingerprints: { 'fault/v1': 'app/unpinned-revision apps/100% a,b.yaml' },
    },
  ]);
});

test('a message that says itself what it is about is not told so twice', () => {
  const manifest = { group: '', kind: 'Secret', namespace: 'shop', name: 'database' };
  const about = (message: string) =>
    sentenceOf(finding({ message, fix: 'seal it', where: { file: 'a.yaml', line: 1, manifest } }));
  expect(about('Secret database has values')).toBe('Secret database has values; seal it');
  expect(about('Secret database-old has values')).toBe('Secret shop/database: Secret database-old has values; seal it');
});

test('a finding in a template says for which Applications, unless its message does', () => {
  const where = {
    file: 'a.yaml',
    line: 1,
    renderedFor: ['shop-dev', 'shop-prod'],
    manifest: { group: '', kind: 'Service', namespace: '', name: 'web' },
  };
  const sentence = (message: string) => sentenceOf(finding({ message, fix: '', where }));
  expect(sentence('it has no port')).toBe('Service web in Application shop-dev and 1 more: it has no port');
  expect(sentence('Service web has no port')).toBe('in Application shop-dev and 1 more: Service web has no port');
  expect(sentence('Application shop-dev has no port')).toBe('Service web: Application shop-dev has no port');
  const written = JSON.parse(checkJson(report({ findings: [finding({ where })] })));
  expect(written.findings[0].where.renderedFor).toEqual(['shop-dev', 'shop-prod']);
  expect(jsonFaults(written, schema)).toEqual([]);
});

test('what is not known for one reason is one line', () => {
  const why = 'helm is not on the PATH';
  const notKnown = [
    { what: 'what a renders', why },
    { what: 'what b renders', why: 'it is elsewhere' },
    { what: 'what c renders', why },
  ];
  expect(checkText(report({ ...NOTHING, notKnown }))).toBe(`not known: what could not be told from the files alone
  what a renders, and 1 more alike: helm is not on the PATH
  what b renders: it is elsewhere

3 manifests, 1 Application: no findings, 3 not known
`);
});

test('where no Application is found, it is said where one would be', () => {
  expect(checkText(report({ ...NOTHING, applications: 0 }))).toBe(`3 manifests, 0 Applications: no findings
  no Application was found; one in templates or values is seen where an Application that is a manifest delivers it
`);
});
