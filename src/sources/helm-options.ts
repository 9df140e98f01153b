import type { ApplicationSource } from '../argocd';

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
  const written: Record<string, unknown> = { ...source.helm };
  const wrong = Object.entries(written).find(([name, value]) => value != null && WANTED[name]?.(value) === false);
  if (wrong)
    return { failure: `helm.${wrong[0]} is ${JSON.stringify(wrong[1])}, which Kubernetes does not take there` };
  const text = (name: string) => (typeof written[name] === 'string' ? written[name] : '');
  const list = <T>(name: string) => (Array.isArray(written[name]) ? written[name] : []) as readonly T[];
  return {
    version: text('version'),
    releaseName: text('releaseName'),
    namespace: text('namespace'),
    kubeVersion: text('kubeVersion'),
    apiVersions: list<string>('apiVersions'),
    valueFiles: list<string>('valueFiles'),
    ignoreMissingValueFiles: written.ignoreMissingValueFiles === true,
    values: written.valuesObject == null ? text('values') : JSON.stringify(written.valuesObject),
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

type Wanted = (value: unknown) => boolean;

const text: Wanted = (value) => typeof value === 'string';
const flag: Wanted = (value) => typeof value === 'boolean';
const mapping: Wanted = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf =
  (wanted: Wanted): Wanted =>
  (value) =>
    Array.isArray(value) && value.every(wanted);
const fields =
  (wanted: Readonly<Record<string, Wanted>>): Wanted =>
  (value) =>
    mapping(value) &&
    Object.entries(value as Record<string, unknown>).every(
      ([name, field]) => field === null || wanted[name]?.(field) !== false,
    );

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
