import type { Cluster } from '../cluster/cluster';
import type { Recording, Scenario } from './recording';
import { playRepeatedly } from './rerun';
import type { Stage } from './stage';

/** More at a time only wait for each other on two cores. */
const AT_A_TIME = 6;

/** Plays scenarios side by side; those that want other settings of Argo CD take their turn. Tells of each as it ends. */
export async function playAll<S extends Scenario>(
  scenarios: readonly S[],
  stage: Stage,
  tell: (scenario: S, recording: Recording) => void,
  reruns = 0,
): Promise<void> {
  const settingsOf = ({ input }: S) => JSON.stringify(input.argocdCm);
  for (const settings of new Set(scenarios.map(settingsOf))) {
    const alike = scenarios.filter((scenario) => settingsOf(scenario) === settings);
    const data = JSON.parse(settings) as Readonly<Record<string, string>>;
    await configure(stage.cluster, data);
    const next = async (): Promise<void> => {
      for (let scenario = alike.shift(); scenario; scenario = alike.shift()) {
        tell(scenario, await playRepeatedly(scenario, stage, reruns));
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, next));
    await configure(stage.cluster, Object.fromEntries(Object.keys(data).map((name) => [name, null])));
  }
}

async function configure(cluster: Cluster, data: Readonly<Record<string, string | null>>): Promise<void> {
  if (Object.keys(data).length === 0) return;
  await cluster.patch({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'argocd', name: 'argocd-cm' }, { data });
}
