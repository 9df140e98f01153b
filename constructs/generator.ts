import type { ApplicationSetGenerator } from '../imports/argoproj.io';
import type { GitRepository } from './repository';
import type { Parameter } from './template';

/** What a cluster generator gives of each cluster. */
export interface ClusterParameters {
  readonly name: string;
  /** The name as a DNS label. */
  readonly nameNormalized: string;
  readonly server: string;
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
}

/** What a git generator gives of each folder. */
export interface PathParameters {
  readonly path: {
    readonly path: string;
    readonly basename: string;
    readonly basenameNormalized: string;
    readonly segments: readonly string[];
  };
}

/** What a git generator gives of each file, beside the file's own content. */
export interface FileParameters extends PathParameters {
  readonly path: PathParameters['path'] & { readonly filename: string; readonly filenameNormalized: string };
}

/**
 * What an ApplicationSet makes Applications of. `P` are the parameters of each, which type the template.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators/
 */
export class Generator<P extends object> {
  /** The elements as they stand here, with the same keys each. Offline it is known what they make. */
  static list<P extends object>(elements: readonly P[]): Generator<P> {
    const entry = { list: { elements: elements.map((element) => ({ ...element })) } };
    return new Generator(entry, asParameters<P>(elements), unequalKeys(elements));
  }

  /**
   * The clusters that Argo CD knows, by the labels of their Secrets. Without labels its own cluster is one of them: it
   * has no Secret, so a template that asks for a label of it fails, and with it the whole set. With labels only clusters
   * that have a Secret are.
   */
  static clusters(props: { readonly labels?: Readonly<Record<string, string>> } = {}): Generator<ClusterParameters> {
    return new Generator({ clusters: props.labels ? { selector: { matchLabels: props.labels } } : {} });
  }

  /** The folders of a repository that a pattern matches (`*` stays within one folder). */
  static gitDirectories(props: {
    readonly repository: GitRepository;
    readonly paths: readonly [string, ...string[]];
    /** Folders that are left out, whatever the order. */
    readonly exclude?: readonly string[];
  }): Generator<PathParameters> {
    const { repository, paths, exclude = [] } = props;
    return new Generator({
      git: {
        repoURL: repository.url,
        revision: repository.revision,
        directories: [...paths.map((path) => ({ path })), ...exclude.map((path) => ({ path, exclude: true }))],
      },
    });
  }

  /** The YAML or JSON files of a repository that a pattern matches; `C` is what they hold. */
  static gitFiles<C extends object>(props: {
    readonly repository: GitRepository;
    readonly paths: readonly [string, ...string[]];
  }): Generator<C & FileParameters> {
    const { repository, paths } = props;
    return new Generator({
      git: { repoURL: repository.url, revision: repository.revision, files: paths.map((path) => ({ path })) },
    });
  }

  /** Every pair of the two. Of a key that both have the first one wins. */
  static matrix<A extends object, B extends object>(first: Generator<A>, second: Generator<B>): Generator<A & B> {
    const pairs =
      first.literals && second.literals && !refersToOther(second)
        ? first.literals.flatMap((one) => (second.literals ?? []).map((other) => overlay(other, one)))
        : undefined;
    return new Generator({ matrix: { generators: [first.entry, second.entry] } }, asParameters<A & B>(pairs), [
      ...first.problems,
      ...second.problems,
    ]);
  }

  /**
   * The elements of `base`, each overridden by those of the others that agree in all `keys`. What the base does not
   * have is not made.
   */
  static merge<A extends object, B extends object>(
    keys: readonly (keyof A & keyof B & string)[],
    base: Generator<A>,
    ...others: readonly [Generator<B>, ...Generator<B>[]]
  ): Generator<A & Partial<B>> {
    const merged = mergedElements(
      keys,
      base.literals,
      others.map(({ literals }) => literals),
    );
    return new Generator(
      { merge: { mergeKeys: [...keys], generators: [base.entry, ...others.map(({ entry }) => entry)] } },
      asParameters<A & Partial<B>>(merged),
      merged ? unequalKeys(merged) : base.problems,
    );
  }

  private constructor(
    readonly entry: ApplicationSetGenerator,
    /** The parameters of each Application, where they are known offline. */
    readonly literals?: readonly Parameter<P>[],
    readonly problems: readonly string[] = [],
  ) {}
}

/** A literal is its own parameter: it turns into text, and so do its members. */
function asParameters<P>(elements: readonly object[] | undefined): readonly Parameter<P>[] | undefined {
  return elements as readonly unknown[] | undefined as readonly Parameter<P>[] | undefined;
}

/** The second of a matrix may be a template over what the first one gives. */
function refersToOther({ literals }: Generator<object>): boolean {
  return JSON.stringify(literals).includes('{{');
}

function mergedElements(
  keys: readonly string[],
  base: readonly object[] | undefined,
  others: readonly (readonly object[] | undefined)[],
): object[] | undefined {
  const known = others.filter((elements) => elements !== undefined);
  if (!base || known.length < others.length) return undefined;
  const identity = (element: object) => JSON.stringify(keys.map((key) => Reflect.get(element, key)));
  return base.map((element) =>
    known
      .flat()
      .reduce((merged, other) => (identity(other) === identity(element) ? overlay(merged, other) : merged), element),
  );
}

/** `over` laid on `under`: dictionaries key by key, all else replaced. */
function overlay(under: object, over: object): object {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isDictionary(below) && isDictionary(value) ? overlay(below, value) : value;
  }
  return result;
}

function isDictionary(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unequalKeys(elements: readonly object[]): string[] {
  const all = new Set(elements.flatMap((element) => Object.keys(element)));
  return elements.flatMap((element, at) => {
    const missing = [...all].find((key) => !(key in element));
    return missing === undefined
      ? []
      : [
          `element ${at + 1} of its list has no "${missing}", which another has, and where a parameter is missing Argo CD ` +
            'makes none of the Applications; give every element the same keys',
        ];
  });
}
