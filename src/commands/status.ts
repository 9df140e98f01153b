import { argoCdState } from '../cluster/argo-cd';
import type { Command } from '../command-line';
import { UsageError } from '../finding';
import { type PlatformState, placeText, platformsIn } from '../live/platforms';
import { type StatusReport, statusJson, statusText } from '../report/status';
import { suggestion } from '../suggestion';
import { refuseNoNamespace } from './brought-up';
import { argocdNamespaceOf, CLUSTER_OPTIONS, clusterOf } from './cluster-options';

export const status: Command = {
  words: ['status'],
  summary: 'Shows the Applications of a cluster on one screen, wave by wave, and what is wrong with them',
  options: [
    { name: 'platform', value: 'NAME', help: 'one platform only' },
    { name: 'env', value: 'NAME', help: 'one environment only' },
    ...CLUSTER_OPTIONS,
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], help: 'text or json; default: text' },
  ],
  run: async (line) => {
    const cluster = clusterOf(line);
    const namespace = argocdNamespaceOf(line);
    const { applications, sets } = await argoCdState(cluster, namespace);
    if (applications.length === 0) await refuseNoNamespace(cluster, namespace);
    const chosen = choose(platformsIn(applications, sets), line.value('platform'), line.value('env'));
    const report = statusReport(chosen);
    process.stdout.write(line.value('output') === 'json' ? statusJson(report) : statusText(report, new Date()));
    const rows = report.platforms.flatMap(({ environments }) => environments.flatMap((each) => each.applications));
    return rows.every(({ settled }) => settled) ? 0 : 1;
  },
};

/** @throws UsageError for a platform or environment that the cluster does not have */
export function choose(
  states: readonly PlatformState[],
  platform: string | undefined,
  environment: string | undefined,
): readonly PlatformState[] {
  const platforms = states.map((state) => state.platform).filter((name) => name !== '');
  if (platform !== undefined) expectOne('--platform', platform, platforms);
  const ours = states.filter((state) => platform === undefined || state.platform === platform);
  if (environment === undefined) return ours;
  const environments = ours.flatMap((state) => state.environments.map((each) => each.environment));
  expectOne('--env', environment, environments);
  return ours
    .map((state) => ({
      ...state,
      environments: state.environments.filter((each) => each.environment === environment),
    }))
    .filter(({ environments: left }) => left.length > 0);
}

export function statusReport(states: readonly PlatformState[]): StatusReport {
  return {
    platforms: states.map(({ platform, environments }) => ({
      platform,
      environments: environments.map(({ environment, applications }) => ({
        environment,
        applications: applications.map(({ place, ...rest }) => ({ ...rest, wave: placeText(place) })),
      })),
    })),
  };
}

function expectOne(where: string, given: string, known: readonly string[]): void {
  if (known.includes(given)) return;
  const names = [...new Set(known)];
  const expected = names.length > 0 ? names.join(' or ') : 'nothing, as the cluster has none';
  throw new UsageError({ where, message: `expected ${expected}, got "${given}"`, ...suggestion(given, names) });
}
