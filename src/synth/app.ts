import { writeFileSync } from 'node:fs';
import { join, posix, resolve, sep } from 'node:path';
import * as cdk8s from 'cdk8s';
import { SURROUNDINGS, type Surroundings } from '../../constructs/surroundings';
import { UsageError } from '../finding';
import { type FileStore, fileStore } from '../seal/store';
import { compareOutput, writeOutput } from './output';
import { readProject } from './project';
import type { Selection } from './selection';
import { currentSession, type Ready, type SynthRequest } from './session';
import { type Synthesis, synthesize } from './synthesize';
import { toYamlStream } from './yaml';

export interface AppProps {
  /**
   * Where the manifests are written, relative to the working directory.
   * @default dist
   */
  readonly outdir?: string;
  /**
   * The same folder as Argo CD sees it: relative to the root of the repository.
   * @default `outdir`, so run from the root of the repository
   */
  readonly contentRoot?: string;
  /**
   * The folder of the sealed store.
   * @default sealed
   */
  readonly sealed?: string;
  /** Resolvers of tokens, as in cdk8s. */
  readonly resolvers?: cdk8s.IResolver[];
}

/**
 * A cdk8s App whose `synth` takes time in proportion to what it writes, and writes it atomically: a synth that fails
 * leaves the output as it was, one that is killed leaves every file whole, and only files that change are touched.
 *
 * Run by `argosy synth` it does what the command asks; run as a process, by `cdk8s synth` or by itself, it writes its
 * output, and a copy into cdk8s-cli's own folder.
 */
export class App extends cdk8s.App {
  private readonly contentRoot: string;
  private readonly target: string;
  private readonly sealed: FileStore;

  constructor(props: AppProps = {}) {
    super({ outdir: props.outdir ?? 'dist', ...(props.resolvers ? { resolvers: props.resolvers } : {}) });
    this.target = props.outdir ?? 'dist';
    this.contentRoot = posix.normalize(props.contentRoot || this.target || '.').replace(/(?<=.)\/+$/, '');
    this.sealed = fileStore(props.sealed ?? 'sealed');
    const { contentRoot, sealed } = this;
    const surroundings: Surroundings = {
      // Charts outside of a platform may be written anywhere: only what Argo CD pulls has a path in the repository.
      get contentRoot() {
        return repositoryPath(contentRoot);
      },
      sealed,
    };
    this.node.setContext(SURROUNDINGS, surroundings);
  }

  /**
   * @throws FindingsError with everything that is wrong with the app, and writes nothing.
   * @throws UsageError when the output folder cannot be written.
   */
  override synth(): void {
    const session = currentSession();
    if (session) session.ready.push(this.answer(session.request));
    else this.writeFor(process.env.CDK8S_OUTDIR);
  }

  /** All manifests as one YAML stream. */
  override synthYaml(): string {
    const { objects } = this.synthesis();
    return toYamlStream(objects);
  }

  private answer({ check, outdir = this.target, progress, selection }: SynthRequest): Ready {
    progress('rendering');
    const { files, manifests, within } = this.synthesis(selection);
    const { contentRoot } = this;
    return {
      files,
      contentRoot: isInRepository(contentRoot) ? contentRoot : undefined,
      root: rootAbove(resolve(this.target), contentRoot),
      write: () => {
        progress(check ? `comparing ${files.length} files` : `writing ${files.length} files`);
        const difference = (check ? compareOutput : writeOutput)(outdir, files, { within });
        return { ...difference, outdir, files: files.length, manifests };
      },
    };
  }

  private synthesis(selection: Selection = {}): Synthesis {
    return synthesize(this, this.contentRoot, selection, () => this.sealed.findings());
  }

  /**
   * cdk8s-cli empties the folder that `cdk8s.yaml` calls `output` and lists what it finds there afterwards, so that
   * folder gets a copy. Any other folder was asked for by `--output` or `--stdout`, and gets the output instead.
   */
  private writeFor(cliFolder: string | undefined): void {
    const { files, constructPaths } = this.synthesis();
    if (cliFolder === undefined || isConfiguredOutput(cliFolder)) writeOutput(this.target, files);
    if (cliFolder === undefined) return;
    writeOutput(cliFolder, files);
    if (process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true') {
      const metadata = { version: '1.0.0', resources: constructPaths() };
      writeFileSync(join(cliFolder, 'construct-metadata.json'), JSON.stringify(metadata));
    }
  }
}

/** @throws UsageError for a path that is another one on the next machine, or none that Argo CD can follow. */
function repositoryPath(path: string): string {
  if (isInRepository(path)) return path;
  throw new UsageError({
    where: 'contentRoot',
    message: `expected a path relative to the root of the repository, got "${path}"`,
    fix: 'give App a contentRoot such as dist',
  });
}

function isInRepository(path: string): boolean {
  return !posix.isAbsolute(path) && path !== '..' && !path.startsWith('../');
}

/** Without the folders that lead from the root of the repository to the output. */
function rootAbove(output: string, contentRoot: string): string {
  const end = `${sep}${contentRoot.split('/').join(sep)}`;
  return output.endsWith(end) ? output.slice(0, -end.length) || sep : process.cwd();
}

function isConfiguredOutput(folder: string): boolean {
  const output = readProject(process.cwd())?.output;
  return output !== undefined && resolve(output) === resolve(folder);
}
