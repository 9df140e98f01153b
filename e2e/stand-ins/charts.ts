import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { moduleFile, tool } from '../tools/cache';

/** A chart of a repository that cannot be reached, and what is served in its place. */
export interface ChartStandIn {
  readonly repository: string;
  readonly chart: string;
  readonly version: string;
  /** The folder of the chart: of a module where the real one is in it. */
  readonly folder: string;
}

export const chartStandIns: readonly ChartStandIn[] = [
  {
    repository: 'https://bitnami-labs.github.io/sealed-secrets',
    chart: 'sealed-secrets',
    version: '2.16.2',
    folder: moduleFile('sealed-secrets', 'helm/sealed-secrets'),
  },
];

/** Packs the charts into a folder of hosts, as their repositories serve them. Returns the hosts. */
export function serveCharts(folder: string, scratch: string): string[] {
  const hosts = new Set<string>();
  for (const { repository, chart, version, folder: source } of chartStandIns) {
    const { hostname, pathname } = new URL(repository);
    const served = join(folder, hostname, pathname);
    const copy = join(scratch, chart);
    mkdirSync(served, { recursive: true });
    cpSync(source, copy, { recursive: true });
    execFileSync(tool('helm'), ['package', copy, '--version', version, '--destination', served], { stdio: 'pipe' });
    execFileSync(tool('helm'), ['repo', 'index', served, '--url', repository], { stdio: 'pipe' });
    rmSync(copy, { recursive: true });
    hosts.add(hostname);
  }
  return [...hosts];
}
