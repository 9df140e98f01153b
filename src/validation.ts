import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import type { CheckFinding } from './check/finding';
import type { CheckReport } from './report/check';
import type { Place } from './sources/place';

/** What cdk8s-cli gives to a validation plug-in, as far as it is used. */
export interface ValidationContext {
  /** The files that were synthesized. */
  readonly manifests: readonly string[];
  readonly logger: { log(message: string): void };
  readonly report: {
    addViolation(violation: {
      readonly ruleName: string;
      readonly recommendation: string;
      readonly fix: string;
      readonly violatingResources: readonly {
        readonly resourceName: string;
        readonly locations: readonly string[];
        readonly manifestPath: string;
      }[];
    }): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
}

/** What `properties` of the plug-in may say in `cdk8s.yaml`. */
export interface ArgosyValidationProps {
  /**
   * The folder from the root of the repository in which Argo CD finds the manifests.
   * @default where they are synthesized to, from the working directory
   */
  readonly contentRoot?: string;
  /**
   * A file of findings that are accepted, why, and until when.
   * @default argosy-waivers.yaml, where there is one
   */
  readonly waivers?: string;
}

/**
 * Asks the rules of `argosy check` in `cdk8s synth`, for those who do not use `argosy synth`. Errors and warnings fail
 * the synth; what cannot be told is logged. It runs in the root of the repository, whose `argosy.yaml` it reads.
 *
 * ```yaml
 * # cdk8s.yaml
 * validations:
 *   - package: ./node_modules/cdk8s-argosy
 *     version: 0.1.0
 *     class: ArgosyValidation
 * ```
 * @see https://cdk8s.io/docs/latest/cli/synth/#validations
 */
export class ArgosyValidation {
  constructor(private readonly props: ArgosyValidationProps = {}) {}

  /** @throws FindingsError for an `argosy.yaml` that is wrong, UsageError for waivers that cannot be read */
  async validate({ manifests, report, logger }: ValidationContext): Promise<void> {
    const files = new Map(manifests.map((file) => [this.pathOf(file, manifests), file]));
    const rules = await this.judged(placeOf(files));
    for (const { rule, fix, found } of violationsIn(rules)) {
      report.addViolation({
        ruleName: rule.code,
        recommendation: rule.holds,
        fix,
        violatingResources: found.map((finding) => ({
          resourceName: finding.where.manifest?.name ?? '',
          locations: [placed(finding)],
          manifestPath: files.get(finding.where.file) ?? finding.where.file,
        })),
      });
    }
    const { isFaulty, notKnownSentence } = reporting();
    for (const each of rules.notKnown) logger.log(`not known: ${notKnownSentence(each)}`);
    report.submit(isFaulty(rules) ? 'failure' : 'success', {
      findings: String(rules.findings.length),
      'not known': String(rules.notKnown.length),
    });
  }

  /** From the root of the repository. */
  private pathOf(file: string, files: readonly string[]): string {
    const { contentRoot } = this.props;
    const path = relative(process.cwd(), file);
    const isHere = !isAbsolute(path) && !path.startsWith('..');
    // With --stdout they lie in a temporary folder.
    if (contentRoot === undefined && isHere) return slashed(path);
    return posix.join(contentRoot ?? '', slashed(relative(outputAround(files), file)));
  }

  /** The rules are not loaded by apps that import the package for its constructs. */
  private async judged(place: Place): Promise<CheckReport> {
    const { readRepository } = require('./sources/repository') as typeof import('./sources/repository');
    const { judged } = require('./commands/judged') as typeof import('./commands/judged');
    const { ownWaivers, readWaivers } =
      require('./commands/check-waivers') as typeof import('./commands/check-waivers');
    const { RULES } = require('./check/rules') as typeof import('./check/rules');
    const { waivers } = this.props;
    return judged([await readRepository(place)], {
      rules: RULES,
      now: new Date(),
      waivers: waivers === undefined ? ownWaivers() : readWaivers(waivers),
    });
  }
}

function reporting(): typeof import('./report/check') {
  return require('./report/check') as typeof import('./report/check');
}

function placeOf(files: ReadonlyMap<string, string>): Place {
  const root = process.cwd();
  const declarations = join(root, 'argosy.yaml');
  const texts = [...files].map(([path, file]) => [path, readFileSync(file, 'utf8')]);
  if (existsSync(declarations)) texts.push(['argosy.yaml', readFileSync(declarations, 'utf8')]);
  const { folderBeneath } = require('./sources/folder-tree') as typeof import('./sources/folder-tree');
  return { files: Object.fromEntries(texts), beneath: folderBeneath(root) };
}

/** A violation of cdk8s has one fix, and findings of one rule may have several. */
function violationsIn({ findings, rules }: CheckReport) {
  return rules.flatMap((rule) => {
    const found = findings.filter(({ code }) => code === rule.code);
    const fixes = [...new Set(found.map(({ fix }) => fix ?? rule.why))];
    return fixes.map((fix) => ({ rule, fix, found: found.filter((each) => (each.fix ?? rule.why) === fix) }));
  });
}

function placed({ where: { file, line, path = [] }, message }: CheckFinding): string {
  return `${path.length === 0 ? `${file}:${line}` : `${path.join('.')} (line ${line})`}: ${message}`;
}

/** The folder that cdk8s-cli had them written to: the configured one, else the one that they share. */
function outputAround(files: readonly string[]): string {
  const { readProject } = require('./synth/project') as typeof import('./synth/project');
  const configured = resolve(readProject(process.cwd())?.output ?? 'dist');
  const isConfigured = files.every((file) => resolve(file).startsWith(`${configured}${sep}`));
  return isConfigured ? configured : commonFolder(files);
}

function commonFolder(files: readonly string[]): string {
  const [first = [], ...others] = files.map((file) => resolve(file).split(sep).slice(0, -1));
  const end = first.findIndex((step, at) => others.some((other) => other[at] !== step));
  return first.slice(0, end === -1 ? undefined : end).join(sep) || sep;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
