import type { ApplicationSource } from '../argocd/application';
import {
  count,
  type Fields,
  fields,
  flag,
  listOf,
  mapOf,
  mapping,
  text,
  type Wanted,
  wrongField,
} from './tool-options';

/** What `spec.source.kustomize` says, read once. */
export interface KustomizeSettings {
  readonly namePrefix: string;
  readonly nameSuffix: string;
  readonly namespace: string;
  readonly images: readonly string[];
  readonly replicas: readonly { readonly name: string; readonly count: number | string }[];
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly forceCommonLabels: boolean;
  readonly labelWithoutSelector: boolean;
  readonly labelIncludeTemplates: boolean;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly forceCommonAnnotations: boolean;
  readonly commonAnnotationsEnvsubst: boolean;
  readonly patches: readonly object[];
  readonly components: readonly string[];
  readonly ignoreMissingComponents: boolean;
}

/** The settings, or the field that Kubernetes does not take. */
export function kustomizeSettings(source: ApplicationSource): KustomizeSettings | { readonly failure: string } {
  const written: Fields = { ...source.kustomize };
  const wrong = wrongField(written, WANTED);
  if (wrong !== undefined) return { failure: `kustomize.${wrong}` };
  const string = (name: string) => (typeof written[name] === 'string' ? written[name] : '');
  const list = <T>(name: string) => (written[name] ?? []) as readonly T[];
  const map = (name: string) => (written[name] ?? {}) as Readonly<Record<string, string>>;
  return {
    namePrefix: string('namePrefix'),
    nameSuffix: string('nameSuffix'),
    namespace: string('namespace'),
    images: list('images'),
    replicas: list('replicas'),
    commonLabels: map('commonLabels'),
    forceCommonLabels: written.forceCommonLabels === true,
    labelWithoutSelector: written.labelWithoutSelector === true,
    labelIncludeTemplates: written.labelIncludeTemplates === true,
    commonAnnotations: map('commonAnnotations'),
    forceCommonAnnotations: written.forceCommonAnnotations === true,
    commonAnnotationsEnvsubst: written.commonAnnotationsEnvsubst === true,
    patches: list('patches'),
    components: list('components'),
    ignoreMissingComponents: written.ignoreMissingComponents === true,
  };
}

const WANTED: Readonly<Record<string, Wanted>> = {
  namePrefix: text,
  nameSuffix: text,
  namespace: text,
  images: listOf(text),
  replicas: listOf(fields({ name: text, count })),
  commonLabels: mapOf(text),
  forceCommonLabels: flag,
  labelWithoutSelector: flag,
  labelIncludeTemplates: flag,
  commonAnnotations: mapOf(text),
  forceCommonAnnotations: flag,
  commonAnnotationsEnvsubst: flag,
  patches: listOf(mapping),
  components: listOf(text),
  ignoreMissingComponents: flag,
};
