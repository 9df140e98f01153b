import { join } from 'node:path';
import { App } from 'cdk8s-argosy';
import { parseAllDocuments } from 'yaml';
import { synthesize } from '../../src/synth/synthesize';

export const ROOT = join(__dirname, '..', '..');

/** What an app makes, as text by file below the output folder. Secrets come from the committed store. */
export function made(build: (app: App) => unknown): Map<string, string> {
  const app = new App({ outdir: 'dist', sealed: join(ROOT, 'sealed') });
  build(app);
  return new Map(synthesize(app, 'dist').files.map(({ path, content }) => [path, content]));
}

/** A manifest as a reader of the YAML has it. */
export interface Made {
  readonly file: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  // biome-ignore lint/suspicious/noExplicitAny: the tests look where the tables say, and a wrong path is undefined
  readonly [field: string]: any;
}

export function manifests(files: ReadonlyMap<string, string>): Made[] {
  return [...files]
    .filter(([file]) => file.endsWith('.yaml'))
    .flatMap(([file, text]) => parseAllDocuments(text).map((document) => ({ file, ...document.toJS() })));
}
