import type { IConstruct } from 'constructs';
import type { Environment } from './environment';
import type { Namespace } from './namespace';
import type { Platform } from './platform';
import { nearestEnvironment, platformOf } from './scope';

/** What is wrong when a construct lies in one environment and speaks of another; the compiler cannot see through a Chart. */
export function placeProblems(construct: IConstruct, environment: Environment<string>): string[] {
  const home = nearestEnvironment(construct);
  if (!home || home === environment) return [];
  return [
    `it lies in ${home.node.path} and names a thing of ${environment.node.path}; ` +
      'use one environment for both, or make it in the other',
  ];
}

/** What is wrong when something of `environment` goes to a namespace of another one; the compiler sees most of it. */
export function namespaceProblems(namespace: Namespace<string>, environment: Environment<string>): string[] {
  if (namespace.environment === environment) return [];
  return [
    `namespace ${namespace.name} belongs to ${namespace.environment.node.path}, not to ${environment.node.path}; ` +
      'take a namespace of the same environment',
  ];
}

/** What is wrong when something of `platform` uses a cluster or a project of another one, which no type tells. */
export function platformProblems(what: 'cluster' | 'project', used: IConstruct, platform: Platform): string[] {
  const owner = platformOf(used);
  if (owner === platform) return [];
  return [
    `${what} ${used.node.path} belongs to platform ${owner.node.path}, not to ${platform.node.path}; ` +
      `declare the ${what} in this platform`,
  ];
}
