import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { load } from 'js-yaml';
import { writePipeline } from '../../src/commands/init';
import { packageVersion } from '../../src/package-version';
import { inProcess } from './in-process';

interface Place {
  readonly init: (service: 'github' | 'gitlab') => string;
  readonly read: (file: string) => string;
}

/** A folder with these files, for the time of one test. */
function inFolder(files: Readonly<Record<string, string>>, use: (place: Place) => void): void {
  const cwd = mkdtempSync(join(tmpdir(), 'argosy-init-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), text);
    }
    use({
      init: (service) => {
        const said: string[] = [];
        writePipeline(service, { cwd, stdout: { write: (text: string) => said.push(text) > 0 } });
        return said.join('');
      },
      read: (file) => readFileSync(join(cwd, file), 'utf8'),
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

const ROOT = join(__dirname, '..', '..');
const WITH_CODE = {
  'package.json': '{ "devDependencies": { "cdk8s-argosy": "^0.1.0" } }',
  'cdk8s.yaml': 'app: npx tsx envs/main.ts\n',
};

test('docs/ci/ has what is written for a repository such as this one', () => {
  inFolder(WITH_CODE, ({ init, read }) => {
    expect(init('github')).toBe('wrote .github/workflows/argosy.yml\n');
    expect(init('gitlab')).toBe('wrote .gitlab/argosy.yml\nwrote .gitlab-ci.yml\n');
    expect(readFileSync(join(ROOT, 'docs', 'ci', 'github.yml'), 'utf8')).toBe(read('.github/workflows/argosy.yml'));
    expect(readFileSync(join(ROOT, 'docs', 'ci', 'gitlab.yml'), 'utf8')).toBe(read('.gitlab/argosy.yml'));
    expect(read('.gitlab-ci.yml')).toBe('include:\n  - local: /.gitlab/argosy.yml\n');
  });
});

test('a repository without code is checked by a pinned version, and nothing is synthesized', () => {
  inFolder({}, ({ init, read }) => {
    init('github');
    init('gitlab');
    const argosy = `npx --yes cdk8s-argosy@${packageVersion()}`;
    const workflow = load(read('.github/workflows/argosy.yml')) as {
      jobs: { check: { steps: { run?: string }[] } };
    };
    const [check = '', charts = '', ...others] = workflow.jobs.check.steps.flatMap(({ run }) => run ?? []);
    expect([check, others]).toEqual([`${argosy} check -o github`, []]);
    const pipeline = load(read('.gitlab/argosy.yml')) as Record<
      string,
      { script?: string[]; before_script?: string[] }
    >;
    expect(Object.keys(pipeline)).toEqual(['.argosy', 'argosy-check', 'argosy-charts']);
    expect(pipeline['.argosy']?.before_script).toEqual(['apk add --no-cache git helm kustomize']);
    expect(pipeline['argosy-check']?.script).toEqual([
      `${argosy} check -o junit > argosy.xml || true`,
      `${argosy} check`,
    ]);
    expect(pipeline['argosy-charts']?.script).toEqual([charts]);
  });
});

test('what is there already stays, and the line to add to it is said', () => {
  inFolder({ '.gitlab-ci.yml': 'stages: [test]\n' }, ({ init, read }) => {
    const said = `add to .gitlab-ci.yml:\ninclude:\n  - local: /.gitlab/argosy.yml\n`;
    expect(init('gitlab')).toBe(`wrote .gitlab/argosy.yml\n${said}`);
    expect(init('gitlab')).toBe(`.gitlab/argosy.yml is as it would be written\n${said}`);
    expect(read('.gitlab-ci.yml')).toBe('stages: [test]\n');
  });
  inFolder({ '.github/workflows/argosy.yml': 'name: mine\n' }, ({ init, read }) => {
    expect(() => init('github')).toThrow(
      '.github/workflows/argosy.yml: is there already, and says something else; move it away and run again',
    );
    expect(read('.github/workflows/argosy.yml')).toBe('name: mine\n');
  });
});

test('a folder where a file should be is said', () => {
  inFolder({ '.gitlab-ci.yml/a': '' }, ({ init }) => {
    expect(() => init('gitlab')).toThrow('.gitlab-ci.yml: cannot be read, it is a folder; move it away and run again');
  });
});

test('init says what it can write', async () => {
  expect(await inProcess(['init'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'argosy init: expected what to write, got nothing; give --check, --ci github or --ci gitlab\n',
  });
});
