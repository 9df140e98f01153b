import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verdictOn } from '../../src/commands/synth-verdict';
import type { CheckReport } from '../../src/report/check';
import type { Ready } from '../../src/synth/session';

let version = '1.0.0';
jest.mock('../../src/package-version', () => ({ packageVersion: () => version }));

const APPLICATION = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: redis, namespace: argocd }
spec:
  project: default
  source: { repoURL: https://charts.example/stable, chart: redis, targetRevision: 1.2.3 }
  destination: { server: https://kubernetes.default.svc, namespace: redis }
`;

/** Judges one output several times, with a cache that begins empty. */
async function judgedIn(use: (folder: string, judge: () => Promise<CheckReport>) => Promise<void>): Promise<void> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'argosy-verdict-')));
  const before = { cwd: process.cwd(), PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
  const ready: Ready = {
    files: [{ path: 'redis.yaml', content: APPLICATION, instance: undefined, manifests: [] }],
    contentRoot: 'dist',
    root: folder,
    write: () => {
      throw new Error('nothing is written');
    },
  };
  process.chdir(folder);
  process.env.XDG_CACHE_HOME = join(folder, 'cache');
  process.env.PATH = folder;
  try {
    await use(folder, () => verdictOn(ready, () => {}));
  } finally {
    process.chdir(before.cwd);
    process.env.PATH = before.PATH;
    if (before.XDG_CACHE_HOME === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before.XDG_CACHE_HOME;
    rmSync(folder, { recursive: true });
  }
}

const reasons = ({ notKnown }: CheckReport) => notKnown.map(({ why }) => why);

test('a Helm that was not there when an output was judged is asked for the next verdict', async () => {
  await judgedIn(async (folder, judge) => {
    expect(reasons(await judge())).toEqual(['helm is not on the PATH']);
    writeFileSync(join(folder, 'helm'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(reasons(await judge())).toEqual(['chart redis 1.2.3 is not in this repository']);
  });
});

test('another version of argosy judges anew', async () => {
  await judgedIn(async (_, judge) => {
    expect((await judge()).version).toBe('1.0.0');
    version = '1.0.1';
    expect((await judge()).version).toBe('1.0.1');
  });
});

test('a waiver, or a declaration, that came since is heeded', async () => {
  await judgedIn(async (folder, judge) => {
    expect((await judge()).findings).toEqual([]);
    writeFileSync(join(folder, 'argosy-waivers.yaml'), 'waivers: [{ code: app/path-missing }]\n');
    expect((await judge()).findings.map(({ code }) => code)).toEqual(['waiver/malformed', 'waiver/malformed']);
    rmSync(join(folder, 'argosy-waivers.yaml'));
    writeFileSync(join(folder, 'argosy.yaml'), 'argocd: { version: "3.2" }\nclusters: 5\n');
    await expect(judge()).rejects.toThrow('argosy.yaml:2: clusters: expected a list, got 5');
  });
});
