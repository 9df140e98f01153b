import { join } from 'node:path';
import { parseDuration } from '../argocd/go-duration';
import { Cluster } from '../cluster/cluster';
import type { CommandLine, Option } from '../command-line';
import { UsageError } from '../finding';
import { manifestsAt, type PlatformFolder } from './platform-folder';

/** What every command that asks a cluster takes. */
export const CLUSTER_OPTIONS: readonly Option[] = [
  { name: 'context', value: 'NAME', help: 'the context of kubectl; default: the current one' },
  { name: 'kubeconfig', value: 'FILE', help: 'the configuration of kubectl; default: as kubectl finds it' },
  {
    name: 'argocd-namespace',
    value: 'NAME',
    help: 'where Argo CD is installed; default: where the platform has it, or argocd',
  },
];

export const PLATFORM_OPTION: Option = { name: 'platform', value: 'NAME', help: 'the platform; default: the only one' };
export const DIST_OPTION: Option = { name: 'dist', value: 'DIR', help: 'the folder that synth writes; default: dist' };

export function clusterOf(line: CommandLine): Cluster {
  const connection = { context: line.value('context'), kubeconfig: line.value('kubeconfig') };
  // A poll that hangs must not outlast what it waits for.
  return new Cluster(connection, { stderr: process.stderr, cwd: process.cwd(), requestSeconds: 20 });
}

/**
 * Where Argo CD is: where the files of the platform have it, or where the user says.
 * @throws UsageError where the two differ, as the files are applied to theirs; and for what is no name, since it becomes a
 * part of paths of the API
 */
export function argocdNamespaceOf(line: CommandLine, place?: PlatformFolder): string {
  const where = '--argocd-namespace';
  const given = line.value('argocd-namespace');
  const root = place && join(place.folder, 'root.yaml');
  const meant = root === undefined ? undefined : manifestsAt(root)[0]?.namespace || undefined;
  const name = given ?? meant ?? 'argocd';
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) {
    const message = `expected the name of a namespace, got "${name}"`;
    throw new UsageError({ where, message, fix: 'name it as kubectl get namespaces does' });
  }
  if (meant === undefined || meant === name) return name;
  const message = `expected ${meant}, for which ${root} is made, got "${name}"`;
  throw new UsageError({ where, message, fix: `leave it out, or make the platform for ${name} and run argosy synth` });
}

/** Seconds. @throws UsageError for what is no duration */
export function secondsOf(line: CommandLine, option: string, otherwise: number): number {
  const given = line.value(option);
  if (given === undefined) return otherwise;
  const nanoseconds = parseDuration(given);
  if (nanoseconds !== undefined && nanoseconds > 0n) return Number(nanoseconds) / 1e9;
  const message = `expected a duration such as 90s or 15m, got "${given}"`;
  throw new UsageError({ where: `--${option}`, message, fix: `write --${option} 15m` });
}
