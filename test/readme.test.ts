import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Output, type UserProject, userProject } from './packed-package';

const CHECKOUT = join(__dirname, '..');
const README = readFileSync(join(CHECKOUT, 'README.md'), 'utf8');
const [THE_TOUR = ''] = README.split('## Try it on a real Argo CD');

/** A code block; `file` is the name in the comment that is its first line. */
interface Block {
  readonly language: string;
  readonly file: string | undefined;
  readonly excerpt: boolean;
  readonly text: string;
}

const BLOCKS: readonly Block[] = [...README.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language = '', text = '']) => {
    const [, file, excerpt] = /^(?:\/\/|#) (\S+\/\S+|\S+\.\w+)( \(excerpt\))?\n/.exec(text) ?? [];
    return { language, file, excerpt: excerpt !== undefined, text };
  },
);

const TOUR = BLOCKS.filter(({ file, excerpt }) => file !== undefined && !excerpt && !file.startsWith('dist/'));
const SHOWN = BLOCKS.filter(({ file }) => file?.startsWith('dist/'));

let project: UserProject;
const tour: Record<'compiled' | 'unsealed' | 'synthesized' | 'checked', Output> &
  Record<'certificate' | 'sealed', Output[]> = {
  compiled: { code: null, stdout: '', stderr: '' },
  unsealed: { code: null, stdout: '', stderr: '' },
  certificate: [],
  sealed: [],
  synthesized: { code: null, stdout: '', stderr: '' },
  checked: { code: null, stdout: '', stderr: '' },
};
let writtenUnsealed = true;

/** A controller's certificate, as the API server and the kubectl before it give it. */
const CERTIFICATE = join(CHECKOUT, 'sealed/in-cluster/cert.pem');
const KUBECTL = `#!/bin/sh
case "$*" in
  *proxy/v1/cert.pem) cat '${CERTIFICATE}' ;;
  *) echo '{"spec":{"ports":[{"name":"http"}]}}' ;;
esac
`;

/** What the reader of the tour does, in their order. */
beforeAll(() => {
  project = userProject();
  project.write(Object.fromEntries(TOUR.map(({ file = '', text }) => [file, text])));
  tour.compiled = project.tsc();
  tour.unsealed = project.argosy(['synth']);
  writtenUnsealed = existsSync(join(project.folder, 'dist'));
  project.write({ 'node_modules/.bin/kubectl': KUBECTL });
  chmodSync(join(project.folder, 'node_modules/.bin/kubectl'), 0o755);
  process.env.PATH = `${join(project.folder, 'node_modules/.bin')}${delimiter}${process.env.PATH}`;
  tour.certificate = shownCommands('cert').map((args) => project.argosy(args));
  tour.sealed = shownCommands('secret seal').map((args) => project.argosy(args, 'a value'));
  tour.synthesized = project.argosy(['synth']);
  tour.checked = project.argosy(['synth', '--check']);
}, 60_000);

afterAll(() => project.remove());

test('the tour has the files that it needs, and shows what they make', () => {
  expect(TOUR.map(({ file }) => file)).toEqual([
    'envs/mistakes.ts',
    'cdk8s.yaml',
    'tsconfig.json',
    'envs/main.ts',
    'envs/environment.ts',
    'envs/web.ts',
  ]);
  expect(SHOWN.length).toBeGreaterThanOrEqual(2);
});

test('the compiler accepts the tour, and refuses the mistakes in the words that are shown', () => {
  const said = tour.compiled.stdout
    .split('\n')
    .filter((line) => /error TS\d+/.test(line))
    .map((line) => line.replace(/\(.*?error TS\d+/, ''));
  const shown = textAfter('envs/mistakes.ts').split('\n').filter(Boolean);
  expect(said).toEqual(shown.map((line) => `envs/mistakes.ts: ${line}`));
});

test('an excerpt is a part of its file', () => {
  for (const { file, text } of BLOCKS.filter(({ excerpt }) => excerpt)) {
    const whole = TOUR.find((block) => block.file === file)?.text ?? '';
    const [, ...lines] = text.split('\n');
    expect(withoutIndent(whole)).toContain(withoutIndent(lines.join('\n')));
  }
});

test('without its secrets the tour ends as shown, and writes nothing', () => {
  const { code, stderr } = tour.unsealed;
  expect({ code, stderr, written: writtenUnsealed }).toEqual({
    code: 1,
    stderr: textContaining('has no ciphertext'),
    written: false,
  });
});

test('the commands that are shown fetch the certificate and pin its key', () => {
  expect(tour.certificate.map(({ code, stdout }) => [code, stdout.replace(/sha256:.*\n/, '')])).toEqual([
    [0, 'wrote sealed/in-cluster/cert.pem: public key '],
    [0, 'wrote sealed/in-cluster/pin.yaml: it pins '],
  ]);
  expect(project.read('sealed/in-cluster/cert.pem')).toBe(readFileSync(CERTIFICATE, 'utf8'));
  expect(tour.certificate[0]?.stderr).toContain('not pinned');
});

test('the commands that are shown seal the secrets', () => {
  expect(tour.sealed.map(({ code, stdout }) => [code, stdout.replace(/ with key.*\n/, '')])).toEqual([
    [0, 'sealed password of web-dev/database (strict)'],
    [0, 'sealed password of web-prod/database (strict)'],
  ]);
  expect(tour.sealed[0]?.stderr).not.toContain('not pinned');
});

test.each(SHOWN.map(({ file = '', text }) => [file, text]))('%s is what comes out', (file, text) => {
  expect(tour.synthesized).toMatchObject({ code: 0, stderr: '' });
  expect(`# ${file}\n${project.read(file)}`).toBe(text);
});

test('a second run differs in nothing', () => {
  expect(tour.checked).toMatchObject({ code: 0, stderr: '' });
});

test('what is applied to the cluster exists', () => {
  const applied = [...README.matchAll(/kubectl apply .*-f (\S+)/g)].map(([, path = '']) => path);
  expect(applied).toEqual(['dist/shop/bootstrap/', 'dist/shop/root.yaml']);
  expect(applied.filter((path) => !existsSync(join(project.folder, path)))).toEqual([]);
});

test('links and npm scripts lead somewhere', () => {
  const { scripts } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8'));
  const pages = ['README.md', 'CONTRIBUTING.md'].map((page) => readFileSync(join(CHECKOUT, page), 'utf8')).join('\n');
  const links = [...pages.matchAll(/\]\((?!https:)([^)]+)\)/g)].map(([, path = '']) => path);
  const names = [...pages.matchAll(/npm run (\S+?)[`\s]/g)].map(([, name = '']) => name);
  expect(links.filter((path) => !existsSync(join(CHECKOUT, path)))).toEqual([]);
  expect(names.filter((name) => !(name in scripts))).toEqual([]);
});

/** The arguments of these commands, in the order in which they are shown, without the comment behind them. */
function shownCommands(words: string): string[][] {
  return [...THE_TOUR.matchAll(/^npx argosy ([^#\n]*)/gm)]
    .map(([, args = '']) => args.trim())
    .filter((args) => args.startsWith(words))
    .map((args) => args.split(' '));
}

/** The `text` block that follows the block of a file. */
function textAfter(file: string): string {
  const position = BLOCKS.findIndex((block) => block.file === file);
  return BLOCKS.slice(position).find(({ language }) => language === 'text')?.text ?? '';
}

function textContaining(words: string): string {
  return BLOCKS.find(({ language, text }) => language === 'text' && text.includes(words))?.text ?? '';
}

function withoutIndent(text: string): string {
  return text.replace(/^ +/gm, '');
}
