import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTool, type Tool, type ToolLimits, type ToolOutcome } from '../../src/sources/tool';
import { toolCache } from '../../src/sources/tool-cache';
import { workshop } from '../../src/sources/tool-workshop';
import { inRepository, writeIn } from './tool-repository';

/** Runs a program of ours as if it were Helm, and counts how often it was started. */
async function withProgram<T>(
  script: string,
  use: (
    run: (files?: Readonly<Record<string, string>>, args?: readonly string[]) => Promise<ToolOutcome>,
    folder: string,
  ) => Promise<T>,
  limits?: ToolLimits,
): Promise<T> {
  return inRepository({}, async ({ beside }) => {
    writeIn(beside, 'bin/helm', `#!/bin/sh\n${script}\n`);
    chmodSync(join(beside, 'bin', 'helm'), 0o755);
    const tool = findTool(['helm'], join(beside, 'bin'));
    if (!tool) throw new Error('the program is not found');
    const { run } = workshop(toolCache(join(beside, 'cache')), limits);
    const job = (files: Readonly<Record<string, string>> = {}, args: readonly string[] = []) =>
      run({
        tool,
        folder: '.',
        commands: [args],
        files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
      });
    return use(job, beside);
  });
}

const LIMITS: ToolLimits = { milliseconds: 500, bytes: 1000 };

test('a tool sees a home of its own, and nothing of the environment of the user', async () => {
  process.env.ARGOSY_TEST_TOKEN = 'hunter2';
  await withProgram('/usr/bin/env | /usr/bin/sort | /bin/sed "s|=/.*/argosy-render-[^/]*|=STAGE|"', async (run) => {
    expect(await run()).toEqual({
      ok: true,
      output: `ALL_PROXY=http://127.0.0.1:1
HELM_CACHE_HOME=STAGE/home/cache/helm
HELM_CONFIG_HOME=STAGE/home/config/helm
HELM_DATA_HOME=STAGE/home/data/helm
HELM_NO_PLUGINS=1
HELM_PLUGINS=STAGE/home/plugins
HOME=STAGE/home
HTTPS_PROXY=http://127.0.0.1:1
HTTP_PROXY=http://127.0.0.1:1
KUBECONFIG=STAGE/home/kubeconfig
LC_ALL=C
PATH=STAGE/home
PWD=STAGE/work
TMPDIR=STAGE/home
TZ=UTC
XDG_CACHE_HOME=STAGE/home/cache
XDG_CONFIG_HOME=STAGE/home/config
XDG_DATA_HOME=STAGE/home/data
`,
    });
  });
});

test('a tool that does not end is ended', async () => {
  const outcome = await withProgram('while :; do :; done', (run) => run(), LIMITS);
  expect(outcome).toEqual({ ok: false, stopped: 'did not end within 0.5 s' });
});

test('a tool that waits for a child that does not end is ended', async () => {
  const outcome = await withProgram('/bin/sleep 3', (run) => run(), LIMITS);
  expect(outcome).toEqual({ ok: false, stopped: 'did not end within 0.5 s' });
});

test('a tool that prints without end is ended', async () => {
  const outcome = await withProgram('while :; do echo more; done', (run) => run(), LIMITS);
  expect(outcome).toEqual({ ok: false, stopped: 'printed more than 1000 bytes' });
});

test('a tool that dies has come to no end', async () => {
  const outcome = await withProgram('kill -9 $$', (run) => run());
  expect(outcome).toEqual({ ok: false, stopped: 'was ended by SIGKILL' });
});

test('what a tool complains about names files as the repository does', async () => {
  const script = 'echo "WARNING: be warned" >&2; echo "Error: $PWD/a.yaml:" >&2; echo "  is odd" >&2; exit 1';
  expect(await withProgram(script, (run) => run())).toEqual({ ok: false, reason: 'a.yaml: is odd' });
});

test('what kubectl logs of its complaint is left out', async () => {
  const said = String.raw`E0102 03:04:05.678901   16654 run.go:72] "command failed" err="no such file: \"a.yaml\""`;
  const script = `printf '%s\\n' '${said}' >&2; exit 1`;
  expect(await withProgram(script, (run) => run())).toEqual({ ok: false, reason: 'no such file: "a.yaml"' });
});

test('a tool runs on copies, which go away with it', async () => {
  await withProgram('pwd; echo changed > a.yaml', async (run, folder) => {
    writeIn(folder, 'a.yaml', 'as it was');
    const outcome = await run({ 'a.yaml': 'as it was' });
    expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('as it was');
    expect(outcome.ok && existsSync(outcome.output.trim())).toBe(false);
  });
});

test('the same job is done once, another file, argument or program makes another job', async () => {
  await withProgram('echo $$', async (run, folder) => {
    const first = await run({ a: '1' }, ['x']);
    expect(await Promise.all([run({ a: '1' }, ['x']), run({ a: '1' }, ['x'])])).toEqual([first, first]);
    for (const other of [await run({ a: '2' }, ['x']), await run({ b: '1' }, ['x']), await run({ a: '1' }, ['y'])]) {
      expect(other).not.toEqual(first);
    }
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(4);
  });
});

test('jobs that are asked for at once are done once', async () => {
  await withProgram('echo $$', async (run) => {
    const outcomes = await Promise.all([run(), run(), run()]);
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
  });
});

test('a failure is not remembered', async () => {
  await withProgram('echo "Error: no" >&2; exit 1', async (run, folder) => {
    await run();
    expect(existsSync(join(folder, 'cache'))).toBe(false);
  });
});

test('a cache that was cut short is not believed, one that cannot be written is none', async () => {
  await inRepository({}, async ({ beside }) => {
    const cache = toolCache(join(beside, 'cache'));
    cache.set(['key'], 'whole');
    expect(cache.get(['key'])).toBe('whole');
    const [name = ''] = readdirSync(join(beside, 'cache'));
    const file = join(beside, 'cache', name);
    writeFileSync(file, readFileSync(file, 'utf8').slice(0, -1));
    expect(cache.get(['key'])).toBeUndefined();

    writeFileSync(join(beside, 'file'), '');
    const nowhere = toolCache(join(beside, 'file', 'cache'));
    nowhere.set(['key'], 'lost');
    expect(nowhere.get(['key'])).toBeUndefined();
  });
});

test('what was not asked for in a month goes when something new comes', async () => {
  await inRepository({}, async ({ beside }) => {
    const folder = join(beside, 'cache');
    toolCache(folder, () => new Date('2020-01-01')).set(['old'], 'old');
    toolCache(folder).set(['new'], 'new');
    toolCache(folder, () => new Date('2020-01-01')).get(['new']);
    toolCache(folder).set(['newest'], 'newest');
    expect(toolCache(folder).get(['new'])).toBeUndefined();
    expect(toolCache(folder).get(['newest'])).toBe('newest');
  });
});

test('a program is taken from the folders of the path in their order, and never from a relative one', async () => {
  await inRepository({}, async ({ beside }) => {
    const place = (folder: string) => {
      writeIn(beside, `${folder}/helm`, '');
      chmodSync(join(beside, folder, 'helm'), 0o755);
    };
    place('one');
    place('two');
    mkdirSync(join(beside, 'folder', 'helm'), { recursive: true });
    const found = (...folders: readonly string[]): Tool['path'] | undefined =>
      findTool(['helm'], folders.join(':'))?.path;
    expect(found(join(beside, 'folder'), join(beside, 'one'), join(beside, 'two'))).toBe(join(beside, 'one', 'helm'));
    expect(found('', '.', join('..', 'one'))).toBeUndefined();
  });
});
