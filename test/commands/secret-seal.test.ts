import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { SealRequest } from '../../src/commands/seal-request';
import { sealSecret } from '../../src/commands/secret-seal';
import { unseal } from '../../src/seal/ciphertext';
import { sealingLabel } from '../../src/seal/scope';
import { fileStore } from '../../src/seal/store';
import { privateKeyA, vectors } from '../seal/vectors';
import { inProcess } from './in-process';

const COMMAND = join(__dirname, '../../bin/argosy.js');
const FINGERPRINT = `sha256:${vectors.keys.A.spkiSha256Hex}`;
const PINNED = {
  'sealed/in-cluster/cert.pem': vectors.keys.A.certificatePem,
  'sealed/in-cluster/pin.yaml': `publicKey: ${FINGERPRINT}\n`,
};

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

test('a piped value is sealed byte for byte, and one line says so', async () => {
  const value = Buffer.from([0, 255, 10, 13, 128]);
  const { cwd, stdout, stderr } = await run({}, { stdin: Buffer.from(value) });
  expect(stdout).toBe(
    `sealed TOKEN of dev/token (strict) with key ${FINGERPRINT} into sealed/in-cluster/dev/token.yaml\n`,
  );
  expect(stderr).toBe('');
  expect(opened(cwd)).toEqual({ TOKEN: value });
});

test('the bytes that came in are wiped', async () => {
  const value = Buffer.from('hunter2');
  await run({}, { stdin: value });
  expect(value).toEqual(Buffer.alloc(7));
});

test('lines of an env file are sealed, the one that is asked for or all of them', async () => {
  const files = { ...PINNED, 'values.env': 'A=1\nB="2"\nC=3\n' };
  const one = await run({ key: 'B', fromEnvFile: 'values.env' }, { files });
  expect(opened(one.cwd)).toEqual({ B: Buffer.from('"2"') });
  expect(one.stderr).toBe('warning: B: the quotes around the value are sealed with it; remove them if not meant\n');
  const all = await run({ key: undefined, fromEnvFile: '-' }, { stdin: Buffer.from('A=1\nB=2') });
  expect(opened(all.cwd)).toEqual({ A: Buffer.from('1'), B: Buffer.from('2') });
});

test('a newline at the end is sealed, and said', async () => {
  const { cwd, stderr } = await run({ fromFile: 'value' }, { files: { ...PINNED, value: 'x\n' } });
  expect(opened(cwd)).toEqual({ TOKEN: Buffer.from('x\n') });
  expect(stderr).toBe(
    'warning: TOKEN: the value ends with a newline, which is sealed with it; remove it if it is not meant\n',
  );
});

test('a value in the place of a name is refused, and not repeated', async () => {
  const { error, cwd } = await run({ key: 'TOKEN=hunter2' });
  expect(error).toBe(
    '<KEY>: got something with "="; values on the command line end up in histories and process lists; ' +
      'give the key alone and type the value when asked, or pipe it in; replace the value if it was real',
  );
  expect(fileStore(join(cwd, 'sealed')).read('in-cluster', 'dev', 'token').found).toBe(false);
  expect((await run({ target: 'TOKEN=hunter2', key: undefined })).error).not.toContain('hunter2');
  expect((await run({ key: 'hunter two!' })).error).toBe(
    '<KEY>: expected the key of a Secret: letters, digits, dots, dashes and underscores; ' +
      'give the key alone; its value is asked for',
  );
});

const NOT_HERE =
  'give the key alone and type the value when asked, or pipe it in; replace the value if it was given here\n';

test.each([
  [['dev/token', 'PW', 'hunter2'], `argosy secret seal: expected <namespace>/<name> <KEY>, got more; ${NOT_HERE}`],
  [['dev/token', 'PW', '--hunter2'], `argosy secret seal: got an option that it does not have; ${NOT_HERE}`],
  [['dev/token', 'PW', '--sope', 'strict'], '--sope: is no option of argosy secret seal; did you mean --scope?\n'],
  [
    ['dev/token', 'PW', '--from-file', '-hunter2'],
    '--from-file: expected a value (FILE), got something else; write --from-file=FILE\n',
  ],
  [
    ['hunter2'],
    '<namespace>/<name>: expected a namespace and a name, got something else; name the Secret, like web-dev/database\n',
  ],
])('what stands on the command line by mistake is not repeated (%#)', async (args, message) => {
  expect(await inProcess(['secret', 'seal', ...args])).toEqual({ code: 2, stdout: '', stderr: message });
});

test.each<[Partial<SealRequest>, string]>([
  [
    { target: 'token' },
    '<namespace>/<name>: expected a namespace and a name, got something else; name the Secret, like web-dev/database',
  ],
  [
    { target: 'dev/To ken' },
    '<namespace>/<name>: expected a name of at most 250 lower-case letters, digits and inner dots and dashes, got something else; mend it',
  ],
  [
    { target: '' },
    '<namespace>/<name>: expected a namespace and a name, got none; name the Secret, like web-dev/database',
  ],
  [{ key: undefined }, '<KEY>: expected a key, got none; name the key to seal'],
  [{ rotateAfter: 'soon' }, '--rotate-after: expected a number of days, got something else; write it as 90d'],
  [
    { scope: 'wide' },
    '--scope: expected strict, namespace-wide, cluster-wide, got "wide"; leave it out for strict, or for the scope of the file',
  ],
  [{}, 'stdin: it is empty; pipe a value in; to seal nothing on purpose: --from-file -'],
  [{ fromFile: 'none' }, '--from-file: the file cannot be read (ENOENT); name a readable file'],
  [{ fromFile: 'a', fromEnvFile: 'b' }, '--from-env-file: expected it alone, got --from-file too; give one'],
  [
    { cluster: 'edge' },
    'sealed/edge/cert.pem: there is no certificate of cluster edge; fetch it: argosy cert fetch --cluster edge',
  ],
])('a call that cannot work says how it would (%#)', async (request, message) => {
  expect((await run(request)).error).toBe(message);
});

test('an existing file keeps its scope, and contradicting it is refused', async () => {
  const first = await run({ scope: 'namespace-wide' }, { stdin: Buffer.from('1') });
  await run({ key: 'OTHER' }, { cwd: first.cwd, stdin: Buffer.from('2') });
  expect(opened(first.cwd)).toEqual({ TOKEN: Buffer.from('1'), OTHER: Buffer.from('2') });
  expect((await run({ scope: 'strict' }, { cwd: first.cwd, stdin: Buffer.from('3') })).error).toBe(
    '--scope: sealed/in-cluster/dev/token.yaml is sealed with scope namespace-wide, and its other values would not ' +
      'open with strict; leave --scope out, or remove the file and seal all its values anew',
  );
});

test('how long a value may stay is kept when a new value is sealed', async () => {
  const { cwd } = await run({ rotateAfter: '90d' }, { stdin: Buffer.from('1') });
  await run({}, { cwd, stdin: Buffer.from('2'), now: '2026-02-01T10:00:00Z' });
  const place = { cluster: 'in-cluster', namespace: 'dev', name: 'token' };
  expect(fileStore(join(cwd, 'sealed')).open(place).content?.notes().get('TOKEN')).toMatchObject({
    sealedAt: '2026-02-01T10:00:00Z',
    sealingKey: FINGERPRINT,
    rotateAfter: '90d',
  });
});

test('a file that Git tracks is refused, also behind a symbolic link', async () => {
  const cwd = folder({ ...PINNED, 'tracked.env': 'TOKEN=1', 'loose.env': 'TOKEN=1' });
  execFileSync('git', ['init', '--quiet'], { cwd });
  execFileSync('git', ['add', 'tracked.env'], { cwd });
  symlinkSync('tracked.env', join(cwd, 'link.env'));
  expect((await run({ fromEnvFile: 'tracked.env' }, { cwd })).error).toBe(
    '--from-env-file: Git tracks tracked.env, so the value is already in the history; ' +
      'take a new value from a file outside the repository, and remove this one (git rm --cached)',
  );
  expect((await run({ fromFile: 'link.env' }, { cwd })).error).toContain('Git tracks link.env');
  expect((await run({ fromEnvFile: 'loose.env' }, { cwd })).error).toBeUndefined();
});

test('an expired certificate seals nothing, unless it is a demonstration', async () => {
  const expired = { ...PINNED, 'sealed/in-cluster/cert.pem': vectors.certificates.expiredForKeyA };
  expect((await run({}, { files: expired, stdin: Buffer.from('1') })).error).toBe(
    'sealed/in-cluster/cert.pem: the certificate expired on 2020-01-01; ' +
      'refetch it from the controller (argosy cert fetch)',
  );
  const pin = `publicKey: ${FINGERPRINT}\npurpose: demonstration\n`;
  const shown = await run({}, { files: { ...expired, 'sealed/in-cluster/pin.yaml': pin }, stdin: Buffer.from('1') });
  expect(opened(shown.cwd)).toEqual({ TOKEN: Buffer.from('1') });
  expect(shown.stderr).toBe(
    'warning: sealed/in-cluster/cert.pem: it is declared a demonstration, whose private key nobody has: ' +
      'what it seals never opens\n',
  );
});

test('an old certificate and one that nobody pinned still seal, with a warning', async () => {
  const files = { 'sealed/in-cluster/cert.pem': vectors.keys.A.certificatePem };
  const { stderr, error } = await run({}, { files, stdin: Buffer.from('1'), now: '2026-03-02T00:00:00Z' });
  expect(error).toBeUndefined();
  expect(stderr).toBe(
    `warning: sealed/in-cluster/cert.pem: it is not pinned; compare its key ${FINGERPRINT} with the controller's, ` +
      'then run argosy cert pin\n' +
      'warning: sealed/in-cluster/cert.pem: the certificate is 60 days old, and controllers make a new key every ' +
      '30 days; refetch it from the controller (argosy cert fetch)\n',
  );
});

test('a broken ciphertext is mended by sealing its key, and a broken file is not touched', async () => {
  const { cwd } = await run({}, { stdin: Buffer.from('1') });
  const file = join(cwd, 'sealed/in-cluster/dev/token.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/TOKEN: Ag.*/, 'TOKEN: Ag=='));
  await run({}, { cwd, stdin: Buffer.from('2') });
  expect(opened(cwd)).toEqual({ TOKEN: Buffer.from('2') });
  writeFileSync(file, 'a: [');
  expect((await run({}, { cwd, stdin: Buffer.from('3') })).error).toBe(
    'sealed/in-cluster/dev/token.yaml: it is not YAML of one document: unexpected end of the stream within a flow ' +
      'collection (line 1); repair it, or restore it from Git',
  );
  expect(readFileSync(file, 'utf8')).toBe('a: [');
});

test('comments of a file are announced as lost before they are', async () => {
  const { cwd } = await run({}, { stdin: Buffer.from('1') });
  const file = join(cwd, 'sealed/in-cluster/dev/token.yaml');
  writeFileSync(file, `# from Eve\n${readFileSync(file, 'utf8')}`);
  const { stderr } = await run({}, { cwd, stdin: Buffer.from('2') });
  expect(stderr).toBe('warning: sealed/in-cluster/dev/token.yaml: its comments will not be kept\n');
});

test('what the file system refuses is one sentence, and the file is as it was', () => {
  const cwd = folder({ ...PINNED, value: 'x'.repeat(2000) });
  const seal = ['secret', 'seal', 'dev/token', 'TOKEN', '--from-file', 'value'];
  const limited = spawnSync('sh', ['-c', 'ulimit -f 1; exec "$@"', 'sh', process.execPath, COMMAND, ...seal], {
    cwd,
    encoding: 'utf8',
  });
  expect(limited).toMatchObject({ status: 2, stdout: '' });
  expect(limited.stderr.split('\n').at(-2)).toBe(
    'sealed/in-cluster/dev/token.yaml: cannot be written, it would be larger than files may get here; ' +
      'raise the limit (ulimit -f) and run again',
  );
  expect(readdirSync(join(cwd, 'sealed/in-cluster/dev'))).toEqual([]);
});

test('a file where the namespace needs a folder is said', async () => {
  const files = { ...PINNED, 'sealed/in-cluster/dev': '' };
  expect((await run({}, { files, stdin: Buffer.from('1') })).error).toBe(
    'sealed/in-cluster/dev/token.yaml: in-cluster/dev of its path is a file, expected a folder; move that file away',
  );
});

describe('the prompt', () => {
  test('asks twice, shows nothing, and edits as people expect', async () => {
    const terminal = new FakeTerminal('grün\x7f\x7fün\r' + 'oops\x15grün\r');
    const { cwd, stderr } = await run({ key: 'A' }, { stdin: terminal });
    expect(opened(cwd)).toEqual({ A: Buffer.from('grün') });
    expect(stderr).toBe('A (not shown): \nA (again): \n');
    expect(terminal.modes).toEqual([true, false]);
  });

  test.each([
    ['one\rtwo\r', 'prompt: the two entries of TOKEN differ; nothing was sealed; run the command again'],
    ['one\x03', 'prompt: interrupted; nothing was sealed'],
    ['\x04', 'prompt: the input ended; nothing was sealed; type the value'],
    [
      '\r\r',
      'prompt: nothing was typed for TOKEN; nothing was sealed; to seal an empty value on purpose: --from-file /dev/null',
    ],
    ['\x1b[A', 'prompt: a control key was pressed; nothing was sealed; use --from-file for such values'],
  ])('seals nothing and restores the terminal after %j', async (typed, message) => {
    const terminal = new FakeTerminal(typed);
    expect((await run({}, { stdin: terminal })).error).toBe(message);
    expect(terminal.modes).toEqual([true, false]);
  });

  test('is not replaced by a visible one: a terminal is no file', async () => {
    expect((await run({ fromFile: '-' }, { stdin: new FakeTerminal('') })).error).toBe(
      '--from-file: stdin is the terminal, which would show the value; leave the option out to be asked, or pipe the value in',
    );
  });
});

const python = spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0;
const onTerminal = python ? test : test.skip;
if (!python) process.stdout.write('no python3 with pty: the prompt is not tried on a real terminal\n');

onTerminal(
  'a real terminal shows no value and echoes again afterwards',
  () => {
    const cwd = folder(PINNED);
    const sealed = talk(cwd, [
      ['(not shown)', 'hunter2\r'],
      ['(again)', 'hunter2\r'],
    ]);
    expect(sealed).toMatchObject({ exitCode: 0, echoes: true });
    expect(sealed.shown).not.toContain('hunter2');
    expect(opened(cwd)).toEqual({ TOKEN: Buffer.from('hunter2') });
  },
  20_000,
);

onTerminal(
  'Ctrl-C at the prompt ends with 130 and leaves a terminal that echoes',
  () => {
    const interrupted = talk(folder(PINNED), [['(not shown)', 'hunt\x03']]);
    expect(interrupted).toMatchObject({ exitCode: 130, echoes: true });
    expect(interrupted.shown).toContain('prompt: interrupted; nothing was sealed');
    expect(interrupted.shown).not.toContain('hunt\x03');
  },
  20_000,
);

/** Talks to the command on a terminal of its own. */
function talk(cwd: string, dialogue: readonly (readonly [string, string])[]) {
  const command = [process.execPath, COMMAND, 'secret', 'seal', 'dev/token', 'TOKEN'];
  const args = [join(__dirname, 'terminal.py'), JSON.stringify(dialogue), ...command];
  return JSON.parse(execFileSync('python3', args, { cwd, encoding: 'utf8' }));
}

interface Surroundings {
  readonly cwd?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: Buffer | FakeTerminal;
  readonly now?: string;
}

async function run(request: Partial<SealRequest>, { files = PINNED, stdin, now, ...rest }: Surroundings = {}) {
  const cwd = rest.cwd ?? folder(files);
  const output = { stdout: '', stderr: '' };
  let error: string | undefined;
  try {
    await sealSecret(
      { target: 'dev/token', key: 'TOKEN', ...request },
      {
        stdin: stdin instanceof FakeTerminal ? stdin : Readable.from(stdin ? [stdin] : []),
        stdout: { write: (text) => (output.stdout += text) },
        stderr: { write: (text) => (output.stderr += text) },
        cwd,
        now: new Date(now ?? '2026-01-02T00:00:00Z'),
      },
    );
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  return { cwd, error, ...output };
}

function opened(cwd: string): Record<string, Buffer | undefined> {
  const answer = fileStore(join(cwd, 'sealed')).read('in-cluster', 'dev', 'token');
  if (!answer.found) throw new Error('nothing was sealed');
  const label = sealingLabel(answer.scope, 'dev', 'token');
  return Object.fromEntries(
    Object.entries(answer.encryptedData).map(([key, ciphertext]) => {
      const value = unseal(ciphertext, [privateKeyA], label);
      return [key, value.opened ? value.value : undefined];
    }),
  );
}

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'seal-command-'));
  folders.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

class FakeTerminal extends PassThrough {
  readonly isTTY = true;
  readonly modes: boolean[] = [];

  constructor(typed: string) {
    super();
    this.end(typed);
  }

  setRawMode(raw: boolean): void {
    this.modes.push(raw);
  }
}
