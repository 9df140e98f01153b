import { statSync } from 'node:fs';
import type { Rule } from '../check/rule';
import { RULES } from '../check/rules';
import type { Command, CommandLine } from '../command-line';
import { UsageError } from '../finding';
import { type CheckReport, countOf, isFaulty } from '../report/check';
import { checkGithub } from '../report/check-github';
import { checkJson } from '../report/check-json';
import { checkJunit } from '../report/check-junit';
import { checkMarkdown } from '../report/check-markdown';
import { checkSarif } from '../report/check-sarif';
import { checkText } from '../report/check-text';
import { placeOf } from '../sources/place';
import { type ReadOptions, readRepository } from '../sources/repository';
import { suggestion } from '../suggestion';
import { cleanRoot, mendFiles } from './check-fix';
import { ownWaivers, readBaseline, readWaivers, WAIVERS } from './check-waivers';
import { judged } from './judged';
import { versionOption } from './version-option';

const FORMATS = {
  text: checkText,
  json: checkJson,
  markdown: checkMarkdown,
  sarif: checkSarif,
  github: checkGithub,
  junit: checkJunit,
} as const;

export const check: Command = {
  words: ['check'],
  summary: 'Finds what is wrong with any repository of Argo CD manifests',
  operands: '[PATH|REV]',
  options: [
    {
      name: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: Object.keys(FORMATS),
      help: `${Object.keys(FORMATS).join(', ')}; default: text`,
    },
    {
      name: 'rule',
      value: 'CODES',
      help: 'asks these rules only, such as app/path-missing or app, with commas between',
    },
    {
      name: 'waivers',
      value: 'FILE',
      help: `findings that are accepted, why, and until when; default: ${WAIVERS} beside what is checked, or above it`,
    },
    { name: 'baseline', value: 'FILE', help: 'leaves out what an earlier run found: what -o json wrote' },
    { name: 'argocd-version', value: 'VERSION', help: 'such as 3.2; default: what argosy.yaml declares' },
    { name: 'kubernetes-version', value: 'VERSION', help: 'such as 1.31; default: what argosy.yaml declares' },
    { name: 'charts', value: 'DIR', help: 'charts that come from elsewhere, as <chart>-<version>.tgz or unpacked' },
    { name: 'fix', help: 'mends what can be mended mechanically; refused where Git has uncommitted changes' },
    { name: 'strict', help: 'exits with 1 for what cannot be told, too, and for what is untidy' },
  ],
  run: async (line) => {
    const rules = chosenRules(line.value('rule'));
    const baseline = optional(line.value('baseline'), readBaseline);
    const place = placeOf(line.operands[0]);
    const waivers = optional(line.value('waivers'), readWaivers) ?? ownWaivers(place);
    const options: ReadOptions = {
      ...given('argocdVersion', versionOption(line, 'argocd-version')),
      ...given('kubernetesVersion', versionOption(line, 'kubernetes-version')),
      ...given('charts', optional(line.value('charts'), chartsFolder)),
    };
    const root = line.has('fix') ? cleanRoot(place) : undefined;
    const asked = { rules, now: new Date(), waivers, baseline };
    let report = judged([await readRepository(place, options)], asked);
    if (root !== undefined) {
      const mended = mendFiles(root, report.findings);
      const of = countOf(report.findings.length, 'finding');
      process.stderr.write(
        mended === 0 ? `none of ${of} can be mended mechanically\n` : `mended ${mended} of ${of}; git diff shows how\n`,
      );
      report = judged([await readRepository(place, options)], asked);
    }
    process.stdout.write(written(report, line));
    const isStrict = line.has('strict') && report.findings.length + report.notKnown.length > 0;
    return isStrict || isFaulty(report) ? 1 : 0;
  },
};

/** A rule that is asked for by name is shown whole. */
function written(report: CheckReport, line: CommandLine): string {
  const format = line.value('output') ?? 'text';
  if (format === 'text') return checkText(report, line.value('rule') === undefined ? 10 : Number.POSITIVE_INFINITY);
  return FORMATS[format as keyof typeof FORMATS](report);
}

function chosenRules(codes: string | undefined): readonly Rule[] {
  if (codes === undefined) return RULES;
  const wanted = codes.split(',').map((code) => code.trim().replace(/\/$/, ''));
  const isOf = (code: string, name: string) => code === name || code.startsWith(`${name}/`);
  for (const name of wanted) {
    if (RULES.some(({ code }) => isOf(code, name))) continue;
    const known = RULES.map(({ code }) => code);
    const fix = suggestion(name, known).fix ?? 'argosy explain lists them';
    throw new UsageError({ where: '--rule', message: `there is no rule "${name}"`, fix });
  }
  return RULES.filter(({ code }) => wanted.some((name) => isOf(code, name)));
}

function chartsFolder(folder: string): string {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  const fix = 'name the folder that has <chart>-<version>.tgz, or the unpacked chart';
  throw new UsageError({ where: '--charts', message: `${folder} is no folder`, fix });
}

function optional<T>(name: string | undefined, read: (name: string) => T): T | undefined {
  return name === undefined ? undefined : read(name);
}

function given<K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]: string });
}
