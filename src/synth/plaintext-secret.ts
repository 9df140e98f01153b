import type { Finding } from '../finding';
import type { RenderedChart } from './render';

/** A Secret in the output is its value in Git, for ever and for everyone who can read it. */
export function plaintextSecretFindings(charts: readonly RenderedChart[]): Finding[] {
  return charts
    .flatMap(({ manifests }) => manifests)
    .filter(({ kind, apiVersion, object }) => {
      const holdsValues = object.data !== undefined || object.stringData !== undefined;
      return kind === 'Secret' && apiVersion === 'v1' && holdsValues;
    })
    .map(({ name, constructPath }) => ({
      where: constructPath,
      message: `Secret ${name} would stand in the output with its values readable`,
      fix: 'make it a SealedSecret, and seal its values with argosy secret seal',
      code: 'secret/plaintext',
    }));
}
