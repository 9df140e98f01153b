import type { IConstruct } from 'constructs';
import type { Environment } from './environment';
import { nearestEnvironment } from './scope';

/** What is wrong when a construct lies in one environment and speaks of another; the compiler cannot see through a Chart. */
export function placeProblems(construct: IConstruct, environment: Environment<string>): string[] {
  const home = nearestEnvironment(construct);
  if (!home || home === environment) return [];
  return [
    `it lies in ${home.node.path} and names a thing of ${environment.node.path}; ` +
      'use one environment for both, or make it in the other',
  ];
}
