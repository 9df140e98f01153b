import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProcess } from './in-process';

test.each([
  [
    ['snyth'],
    'argosy: expected synth or check or explain or expand or diff or bootstrap or status or toggle or prove core or init or secret seal or cert fetch or cert show or cert pin, got "snyth"; did you mean synth?',
  ],
  [
    ['frobnicate'],
    'argosy: expected synth or check or explain or expand or diff or bootstrap or status or toggle or prove core or init or secret seal or cert fetch or cert show or cert pin, got "frobnicate"; see argosy --help',
  ],
  [['secret', 'unseal'], 'argosy: expected secret seal, got "secret unseal"; see argosy --help'],
  [['secret'], 'argosy: expected secret seal, got "secret"; see argosy --help'],
  [['cert', 'get'], 'argosy: expected cert fetch or cert show or cert pin, got "cert get"; see argosy --help'],
  [['synth', '--chekc'], '--chekc: is no option of argosy synth; did you mean --check?'],
  [['synth', '--frobnicate'], '--frobnicate: is no option of argosy synth; see argosy synth --help'],
  [['synth', '-x'], '-x: is no option of argosy synth; see argosy synth --help'],
  [['synth', '--env'], '--env: expected a value (NAME), got none; write --env NAME'],
  [['synth', '--out='], '--out: expected a value (DIR), got none; write --out DIR'],
  [['synth', '--out', '--check'], '--out: expected a value (DIR), got "--check"; write --out=DIR'],
  [['synth', '--check=yes'], '--check: is a switch and takes no value; write --check alone'],
  [['synth', '--env', 'dev', '--env', 'prod'], '--env: expected it once, got it twice; give one'],
  [['synth', '-o', 'xml'], '-o: expected text or json, got "xml"'],
  [['synth', '--output', 'jsn'], '--output: expected text or json, got "jsn"; did you mean json?'],
  [['synth', 'dev'], 'argosy synth: takes no operand, got "dev"; see argosy synth --help'],
  [
    ['secret', 'seal', 'dev/token', 'PW', '--scope', 'wide'],
    '--scope: expected strict or namespace-wide or cluster-wide, got something else',
  ],
])('argosy %j is refused in one sentence', async (args, message) => {
  expect(await inProcess(args)).toEqual({ code: 2, stdout: '', stderr: `${message}\n` });
});

test('help is a result when it was asked for, and a wrong call when it was not', async () => {
  const overview = `Typed GitOps for Argo CD.

Usage: argosy <command> [options]

Commands:
  synth        Writes the manifests that the environments make
  check        Finds what is wrong with any repository of Argo CD manifests
  explain      Tells what a rule of argosy check is for, with a bad and a good example
  expand       Shows the Applications that ApplicationSets make, and why a set makes none
  diff         Shows in what two environments of a platform differ, as settings and as manifests
  bootstrap    Brings a platform up on a cluster, or goes on where it was interrupted
  status       Shows the Applications of a cluster on one screen, wave by wave, and what is wrong with them
  toggle       Switches a layer of an environment on or off in its settings, and shows what to commit
  prove core   Shows that the core of a platform works by itself: takes the optional layer away, asks, and puts it back
  init         Writes a first argosy.yaml, or the files of a pipeline that checks every change
  secret seal  Seals values for a cluster and keeps the ciphertext in the store
  cert fetch   Fetches the certificate that secrets are sealed with and keeps it in the store
  cert show    Shows the certificate that secrets are sealed with, and what was sealed with other keys
  cert pin     Pins the public key of the certificate in the store

argosy <command> --help tells more.
`;
  expect(await inProcess(['--help'])).toEqual({ code: 0, stdout: overview, stderr: '' });
  expect(await inProcess([])).toEqual({ code: 2, stdout: '', stderr: overview });
});

test('the help of a command lists all that it takes', async () => {
  expect(await inProcess(['synth', '-h'])).toEqual({
    code: 0,
    stderr: '',
    stdout: `Writes the manifests that the environments make

Usage: argosy synth [options]

Options:
      --platform NAME  writes one platform only
      --env NAME       writes one environment only; everything is built and checked all the same
      --out DIR        writes there instead of the app’s own folder
      --check          writes nothing; exits with 1 and lists what differs
      --no-check       does not ask the rules of argosy check, whose errors stop it otherwise
      --app FILE       the file that builds the app; default: from app in cdk8s.yaml
  -o, --output FORMAT  text or json; default: text
  -h, --help           shows this
`,
  });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
  expect(await inProcess(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});
