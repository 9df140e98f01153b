import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ourOwn } from './needs';
import { story } from './story';
import { HOUSE } from './user-repository';

const [, section = ''] = readFileSync(join(HOUSE, 'README.md'), 'utf8').split('## Try it on a real Argo CD\n');
const [up = '', firstDay = ''] = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = '']) => text);

/** Its first line is about the checkout that this test is a part of. */
const INSTALL = 'npm ci && npm run e2e:build\n';

/** An install, 65 secrets and a whole platform: seven minutes where other stories are told beside it. */
jest.setTimeout(900_000);

/** Where its control plane is, so that its `e2e:down` ends no other. */
let temporary: string;
beforeAll(() => {
  temporary = mkdtempSync(join(tmpdir(), 'argosy-readme-'));
});
afterAll(async () => {
  await pasted('npm run e2e:down');
  rmSync(temporary, { recursive: true, force: true });
});

/** In one shell, as somebody pastes it; a line that does not end well ends it all. */
async function pasted(script: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const { KUBECONFIG: _, ...env } = process.env;
  const shell = spawn('bash', ['-e', '-c', script], {
    cwd: HOUSE,
    env: { ...env, TMPDIR: temporary, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Buffer[] = [];
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    shell.once('error', reject);
    shell.once('close', resolve);
  });
  return { code, said: Buffer.concat(said).toString() };
}

const it = story(ourOwn('e2e:up'));

it('what README says of a real Argo CD works as written, line by line, and leaves nothing behind', async () => {
  expect(up.startsWith(INSTALL)).toBe(true);
  const { code, said } = await pasted(up.slice(INSTALL.length) + firstDay);
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/^53 Applications, all Synced and Healthy$/m),
  });
  expect(said).toMatch(/^ended \/.+\n$/m);
  expect(readdirSync(temporary).filter((name) => name.startsWith('argosy-'))).toEqual([]);
});
