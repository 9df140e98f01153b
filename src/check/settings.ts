import type { Manifest, Repository } from '../sources/model';
import { manifestsOf } from './delivery';
import { once, textAt } from './reading';

/** What is known of a key of Argo CD's own ConfigMaps: its text, that it is not set, or nothing. */
export type Setting = { readonly text: string } | 'not set' | 'not known';

/** Declared, or in an `argocd-cm` or `argocd-cmd-params-cm` of the repository, a patch of it included. */
export function settingOf(repository: Repository, key: string): Setting {
  const declared = repository.declarations.argocd.settings?.[key];
  if (declared !== undefined) return { text: declared };
  const maps = settingMaps(repository);
  for (const { object } of maps) {
    const text = textAt(object, 'data', key);
    if (text !== undefined) return { text };
  }
  return maps.length > 0 || repository.declarations.argocd.settings !== undefined ? 'not set' : 'not known';
}

const settingMaps = once((repository: Repository): readonly Manifest[] =>
  [...repository.manifests, ...repository.applications.flatMap(manifestsOf)].filter(
    ({ kind, group, name }) => kind === 'ConfigMap' && group === '' && /^argocd-(cm|cmd-params-cm)$/.test(name),
  ),
);

/** Whether Applications that wait for each other wait for each other's health. */
export function applicationsHaveHealth(repository: Repository): 'yes' | 'no' | 'not known' {
  const setting = settingOf(repository, 'resource.customizations.health.argoproj.io_Application');
  if (typeof setting === 'object') return 'yes';
  const old = settingOf(repository, 'resource.customizations');
  if (typeof old === 'object' && /argoproj\.io\/Application:[^\S\n]*\n\s+health\.lua/.test(old.text)) return 'yes';
  return setting === 'not set' ? 'no' : 'not known';
}
