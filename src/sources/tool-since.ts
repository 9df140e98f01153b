import { type ArgoVersion, compareVersions, parseVersion } from '../argocd/version';
import type { RenderRequest } from './renderer';

/** What sources can say, and the first release of Argo CD that reads it; before, Kubernetes dropped the field. */
const SINCE = {
  skipTests: '2.14',
  skipSchemaValidation: '2.14',
  projectName: '3.0',
  ignoreMissingComponents: '3.0',
  labelIncludeTemplates: '3.0',
  valueFilePatterns: '3.4',
} as const satisfies Readonly<Record<string, ArgoVersion>>;

/** A version that nobody can read is taken for a new one. */
export function reads(feature: keyof typeof SINCE, { argocd }: Pick<RenderRequest, 'argocd'>): boolean {
  const version = parseVersion(argocd.version);
  return version === undefined || compareVersions(version, SINCE[feature]) >= 0;
}
