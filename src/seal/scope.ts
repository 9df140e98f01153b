import type { SealingScope } from '../../constructs/sealed-store';
import type { Mapping } from './mapping';

export const sealingScopes = ['strict', 'namespace-wide', 'cluster-wide'] as const satisfies readonly SealingScope[];

export function isSealingScope(text: string): text is SealingScope {
  return sealingScopes.some((scope) => scope === text);
}

/** What the ciphertext is bound to: the controller opens it with the label that it works out for the SealedSecret. */
export function sealingLabel(scope: SealingScope, namespace: string, name: string): string {
  switch (scope) {
    case 'strict':
      return `${namespace}/${name}`;
    case 'namespace-wide':
      return namespace;
    case 'cluster-wide':
      return '';
  }
}

/** How a SealedSecret says its scope. Strict is said by saying nothing. */
export function scopeAnnotations(scope: SealingScope): Readonly<Record<string, string>> {
  return scope === 'strict' ? {} : { [annotationOf(scope)]: 'true' };
}

/** The scope that the controller reads. Of two, it takes the wider one. */
export function scopeOf(annotations: Mapping): SealingScope {
  return claimedScopes(annotations)[0] ?? 'strict';
}

/** Both are said at once: legal for the controller, and a sign that two people meant different things. */
export function claimsTwoScopes(annotations: Mapping): boolean {
  return claimedScopes(annotations).length > 1;
}

function claimedScopes(annotations: Mapping): SealingScope[] {
  return WIDEST_FIRST.filter((scope) => annotations[annotationOf(scope)] === 'true');
}

const WIDEST_FIRST = ['cluster-wide', 'namespace-wide'] as const;

function annotationOf(scope: Exclude<SealingScope, 'strict'>): string {
  return `sealedsecrets.bitnami.com/${scope}`;
}
