import { Environment, type Platform, ROLLOUT_RETRY, type SyncProps } from 'cdk8s-argosy';
import { core } from './core';
import { featureStoreContract } from './feature-store-contract';
import { declareNamespaces } from './namespaces';
import { optionalLayer } from './optional/optional-layer';
import { environmentProject } from './projects';
import { declareSecrets } from './secrets';
import type { Settings } from './settings';
import { declareStorage } from './storage';

/** One environment: its project, namespaces, secrets, storage, the core in the order in which it rolls out, and what is optional. */
export function environment<const E extends string>(platform: Platform, name: E, settings: Settings): Environment<E> {
  const env = new Environment(platform, name, {
    project: environmentProject(platform, name),
    sync: SYNC,
    namespaceLabels: { team: 'ml-platform' },
  });
  const namespaces = declareNamespaces(env);
  const secrets = declareSecrets(env, namespaces);
  const storage = declareStorage(env, namespaces, settings.nfs);
  const contract = featureStoreContract(env, namespaces);
  const after = [secrets.application, contract, ...Object.values(storage)];
  const { monitored, namespaces: logged } = core(env, { settings, namespaces, secrets, storage, after });
  optionalLayer(env, { settings, namespaces, monitored, logged, featureStoreCredentials: secrets.featureStore.aws });
  return env;
}

/** How everything here is synced; namespaces are declared, so no Application makes one by itself. */
const SYNC: SyncProps = {
  prune: 'last',
  options: ['ApplyOutOfSyncOnly=true', 'ServerSideApply=true'],
  // The first rollout waits for the controllers of another root; five retries give up before they are there.
  retry: ROLLOUT_RETRY,
};
