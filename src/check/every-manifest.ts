import type { Manifest, Repository } from '../sources/model';
import { once } from './reading';

/** What stands in plain files and what Applications render, each once. */
export const everyManifest = once(({ manifests, applications }: Repository): readonly Manifest[] => {
  const rendered = applications.flatMap(({ content }) => content.flatMap(manifestsOf));
  return [...new Set([...manifests, ...rendered])];
});

function manifestsOf(content: Repository['applications'][number]['content'][number]): readonly Manifest[] {
  return 'manifests' in content ? content.manifests : [];
}
