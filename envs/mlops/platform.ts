import { type App, Platform, Repository } from 'cdk8s-argosy';
import { environment } from './environment';
import { platformRoot } from './platform/platform-root';
import { dev, prod } from './settings';

/**
 * The MLOps platform: dev and prod from one definition, and what neither of them owns.
 *
 * @param repository where the committed output is pulled from; end-to-end runs give their own
 */
export function mlops(app: App, repository = Repository.git(REPOSITORY_URL, 'main')): Platform {
  const platform = new Platform(app, 'mlops', { repository, instance: { version: '2.13' } });
  platformRoot(platform);
  environment(platform, 'dev', dev);
  environment(platform, 'prod', prod);
  return platform;
}

const REPOSITORY_URL = 'https://github.com/keonhoban/mlops-infra-gitops';
