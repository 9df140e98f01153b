import type { ApplicationSource } from '../argocd/application';
import { type Fields, fields, flag, listOf, mapping, text, type Wanted, wrongField } from './tool-options';

/** What `spec.source.helm` says, read once. */
export interface HelmSettings {
  readonly version: string;
  readonly releaseName: string;
  readonly namespace: string;
  readonly kubeVersion: string;
  readonly apiVersions: readonly string[];
  readonly valueFiles: readonly string[];
  readonly ignoreMissingValueFiles: boolean;
  /** `valuesObject`, which comes before `values`, as YAML. */
  readonly values: string;
  readonly parameters: readonly { readonly name: string; readonly value: string; readonly forceString: boolean }[];
  readonly fileParameters: readonly { readonly name: string; readonly path: string }[];
  readonly skipCrds: boolean;
  readonly skipTests: boolean;
  readonly skipSchemaValidation: boolean;
}

/** The settings, or the field that Kubernetes does not take. */
export function helmSettings(source: ApplicationSource): HelmSettings | { readonly failure: string } {
  const written: Fields = { ...source.helm };
  const wrong = wrongField(written, WANTED);
  if (wrong !== undefined) return { failure: `helm.${wrong}` };
  const string = (name: string) => (typeof written[name] === 'string' ? written[name] : '');
  const list = <T>(name: string) => (written[name] ?? []) as readonly T[];
  return {
    version: string('version'),
    releaseName: string('releaseName'),
    namespace: string('namespace'),
    kubeVersion: string('kubeVersion'),
    apiVersions: list<string>('apiVersions'),
    valueFiles: list<string>('valueFiles'),
    ignoreMissingValueFiles: written.ignoreMissingValueFiles === true,
    values: written.valuesObject == null ? string('values') : JSON.stringify(written.valuesObject),
    parameters: list<Partial<HelmSettings['parameters'][number]>>('parameters').map(
      ({ name = '', value = '', forceString = false }) => ({ name, value, forceString }),
    ),
    fileParameters: list<Partial<HelmSettings['fileParameters'][number]>>('fileParameters').map(
      ({ name = '', path = '' }) => ({ name, path }),
    ),
    skipCrds: written.skipCrds === true,
    skipTests: written.skipTests === true,
    skipSchemaValidation: written.skipSchemaValidation === true,
  };
}

const WANTED: Readonly<Record<string, Wanted>> = {
  version: text,
  releaseName: text,
  namespace: text,
  kubeVersion: text,
  apiVersions: listOf(text),
  valueFiles: listOf(text),
  ignoreMissingValueFiles: flag,
  values: text,
  valuesObject: mapping,
  parameters: listOf(fields({ name: text, value: text, forceString: flag })),
  fileParameters: listOf(fields({ name: text, path: text })),
  skipCrds: flag,
  skipTests: flag,
  skipSchemaValidation: flag,
};
