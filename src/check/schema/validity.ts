import { type ArgoVersion, compareVersions, parseVersion } from '../../argocd/version';
import type { Manifest, NotKnown, Repository } from '../../sources/model';
import { suggestion } from '../../suggestion';
import { Findings } from '../answers';
import { appliedManifests } from '../applied';
import { pathText } from '../finding';
import { once, text, textAt } from '../reading';
import type { Judgement, Violation } from '../rule';
import { isBuiltIn } from '../scope';
import { type BundledKind, bundled, type Owner, rangeText } from './bundled';
import { type CustomDefinition, customDefinitions } from './custom-definitions';
import { type Misfit, misfitsIn, misfitsOf } from './holding';
import { removedApi } from './removed-apis';

/** What may be wrong with a manifest by the schema of its kind. */
export type Fault = 'invalid' | 'unknown-field' | 'removed-api';

/** What is wrong with the manifests that Argo CD would apply, by the schemas of the cluster that is declared. */
export const validityOf = once(
  (repository: Repository): Readonly<Record<Fault, Judgement>> => new Validity(repository).judgements(),
);

class Validity {
  readonly #faults = { invalid: new Findings(), 'unknown-field': new Findings(), 'removed-api': new Findings() };
  readonly #kubernetes: ArgoVersion | undefined;

  constructor(readonly repository: Repository) {
    this.#kubernetes = parseVersion(repository.declarations.kubernetes.version ?? '');
    for (const manifest of appliedManifests(repository)) this.#judge(manifest);
  }

  judgements(): Readonly<Record<Fault, Judgement>> {
    return {
      invalid: this.#faults.invalid.judgement(),
      'unknown-field': this.#faults['unknown-field'].judgement(),
      'removed-api': this.#faults['removed-api'].judgement(),
    };
  }

  #judge(manifest: Manifest): void {
    const { group, kind, object } = manifest;
    const own = customDefinitions(this.repository).get(`${group}/${kind}`);
    const apiVersion = textAt(object, 'apiVersion') ?? '';
    const known = bundled().kinds.get(apiVersion)?.get(kind);
    if (own !== undefined) this.#judgeByOwn(manifest, own);
    else if (known !== undefined) this.#judgeByBundled(manifest, known);
    else if (isBuiltIn(group)) this.#judgeWithout(manifest, apiVersion);
    else {
      this.#cannotTell({
        what: `whether manifests of kind ${kind} of ${apiVersion} are valid`,
        why: 'nothing here says what may be in one',
        declare: 'put its CustomResourceDefinition into the repository',
      });
    }
  }

  #judgeByOwn(manifest: Manifest, { manifest: definition, served }: CustomDefinition): void {
    const apiVersion = textAt(manifest.object, 'apiVersion') ?? '';
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    if (!served.has(version)) {
      this.#faults.invalid.add({
        at: manifest,
        path: ['apiVersion'],
        message: `${definition.name} does not serve version ${version}`,
        fix:
          served.size === 0
            ? 'remove it'
            : `write ${[...served.keys()].map((each) => `${manifest.group}/${each}`).join(' or ')}`,
      });
      return;
    }
    const shape = served.get(version);
    if (shape === undefined) {
      const what = `whether manifests of kind ${manifest.kind} of ${apiVersion} are valid`;
      this.#cannotTell({ what, why: `${definition.name} has no schema for it` });
      return;
    }
    for (const misfit of misfitsIn(manifest.object, shape)) this.#add(manifest, misfit);
  }

  /** What all schemas in question say is so; on what some say depends the release. */
  #judgeByBundled(manifest: Manifest, known: BundledKind): void {
    const wanted = this.#releases(known.owner);
    if (wanted === undefined) return;
    const schemas = new Set(wanted.map((index) => known.schemas[index] ?? 0));
    const isMissingFromSome = schemas.delete(0);
    if (isMissingFromSome) this.#judgeUnserved(manifest, known, wanted, schemas);
    // Of an Application and a set, what a release adds are fields, and those are another rule's.
    const newest = known.schemas[wanted.at(-1) ?? 0] ?? 0;
    if (known.owner === 'argo-cd' && misfitsOf(manifest.object, bundled().shape(newest)).length === 0) return;
    const found = new Map<string, { readonly misfit: Misfit; readonly by: Set<number> }>();
    for (const schema of schemas) {
      for (const misfit of misfitsIn(manifest.object, bundled().shape(schema))) {
        if (isForAnotherRule(manifest, misfit)) continue;
        const key = JSON.stringify([misfit.is, misfit.path]);
        const before = found.get(key) ?? { misfit, by: new Set() };
        before.by.add(schema);
        found.set(key, before);
      }
    }
    for (const { misfit, by } of found.values()) {
      if (by.size === schemas.size) this.#add(manifest, misfit);
      else {
        const what = `whether ${pathText(misfit.path)} of ${manifest.kind} ${manifest.name} is valid`;
        this.#dependsOn(known, wanted, by, what, `says that ${messageOf(manifest, misfit)}`);
      }
    }
  }

  /** Tells which of the releases, those with one of the schemas, say something, and how to say which it is. */
  #dependsOn(
    { owner, schemas }: BundledKind,
    wanted: readonly number[],
    by: ReadonlySet<number>,
    what: string,
    says: string,
  ): void {
    const those = wanted.filter((index) => by.has(schemas[index] ?? 0)).map((index) => releaseAt(owner, index));
    const { name, declared } = OWNERS[owner];
    this.#cannotTell({
      what,
      why: `only ${name} ${rangeText(those)} ${says}`,
      ...(declared && { declare: `${declared}.version` }),
    });
  }

  /** Which releases are to be asked, as places in their list; undefined where none of them is the declared one. */
  #releases(owner: Owner): readonly number[] | undefined {
    const releases = bundled().releases[owner];
    const { declared } = OWNERS[owner];
    const version = declared && this.repository.declarations[declared].version;
    const at = releases.indexOf(parseVersion(version ?? '') ?? '');
    if (at !== -1) return [at];
    // Of Argo CD's own kinds hardly anything changes; of Kubernetes' kinds much does.
    if (version === undefined || owner !== 'kubernetes') return [...releases.keys()];
    const what = `whether manifests are valid for Kubernetes ${version}`;
    this.#cannotTell({ what, why: `only what ${rangeText(releases)} have is known here` });
    return undefined;
  }

  /** A kind that only some releases of its owner have: those with the schemas, if any of those in question. */
  #judgeUnserved(
    manifest: Manifest,
    known: BundledKind,
    wanted: readonly number[],
    schemas: ReadonlySet<number>,
  ): void {
    const { owner, apiVersion, kind } = known;
    if (schemas.size > 0) {
      this.#dependsOn(known, wanted, schemas, `whether the cluster has kind ${kind} of ${apiVersion}`, 'has it');
      return;
    }
    const [release = 0] = wanted;
    const here = `${OWNERS[owner].name} ${releaseAt(owner, release)}`;
    const has = known.schemas.flatMap((schema, index) => (schema === 0 ? [] : [index]));
    const last = has.findLast((index) => index < release);
    this.#faults[last === undefined ? 'invalid' : 'removed-api'].add({
      at: manifest,
      path: ['apiVersion'],
      message:
        last === undefined
          ? `${here} does not have kind ${kind} of ${apiVersion} yet: ${releaseAt(owner, has[0] ?? 0)} is the first to have it`
          : `kind ${kind} of ${apiVersion} is gone from ${here}: ${releaseAt(owner, last)} was the last to have it`,
      ...insteadOf(manifest, owner, release),
    });
  }

  /** A group of Kubernetes' own, and no release that is known has the kind in that version. */
  #judgeWithout(manifest: Manifest, apiVersion: string): void {
    const { kind } = manifest;
    const removed = removedApi(apiVersion, kind);
    const at = { at: manifest, path: ['apiVersion'] };
    if (removed === undefined) {
      this.#faults.invalid.add({
        ...at,
        message: `Kubernetes has no kind ${kind} of ${apiVersion}`,
        ...(suggestedKind(kind, apiVersion) ??
          insteadOf(manifest, 'kubernetes', bundled().releases.kubernetes.length - 1)),
      });
    } else if (this.#kubernetes === undefined || compareVersions(this.#kubernetes, removed.since) >= 0) {
      this.#faults['removed-api'].add({
        ...at,
        message: `kind ${kind} of ${apiVersion} is gone since Kubernetes ${removed.since}`,
        fix: removed.instead === undefined ? 'remove it: nothing took its place' : `write it as ${removed.instead}`,
      });
    }
  }

  #add(manifest: Manifest, misfit: Misfit): void {
    if (isForAnotherRule(manifest, misfit)) return;
    this.#faults[misfit.is === 'unknown' ? 'unknown-field' : 'invalid'].add(violationOf(manifest, misfit));
  }

  /** Whichever of the rules is asked says so. */
  #cannotTell(notKnown: NotKnown): void {
    for (const findings of Object.values(this.#faults)) findings.cannotTell(notKnown);
  }
}

interface Named {
  readonly name: string;
  /** Where `argosy.yaml` says which release is meant. */
  readonly declared?: 'kubernetes' | 'argocd';
}

const OWNERS: Readonly<Record<Owner, Named>> = {
  kubernetes: { name: 'Kubernetes', declared: 'kubernetes' },
  'argo-cd': { name: 'Argo CD', declared: 'argocd' },
  'sealed-secrets': { name: 'Sealed Secrets' },
  'cert-manager': { name: 'cert-manager' },
  metallb: { name: 'MetalLB' },
  'prometheus-operator': { name: 'the Prometheus operator' },
};

/** Argo CD's own fields have a rule of their own, which knows what was meant. */
function isForAnotherRule({ group, kind }: Manifest, { is, path }: Misfit): boolean {
  const isArgo = group === 'argoproj.io' && /^(Application|ApplicationSet|AppProject)$/.test(kind);
  return isArgo && is === 'unknown' && path[0] !== 'metadata';
}

function violationOf(at: Manifest, misfit: Misfit): Violation {
  const fix = fixOf(misfit);
  return { at, path: misfit.path, message: messageOf(at, misfit), ...(fix !== undefined && { fix }) };
}

function messageOf({ kind }: Manifest, misfit: Misfit): string {
  const place = pathText(misfit.path);
  if (misfit.is === 'unknown') return `${place} is no field of ${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind}`;
  if (misfit.is === 'missing') return `${place} is missing`;
  return `${place || 'it'} is ${misfit.found}, expected ${misfit.expected}`;
}

function fixOf(misfit: Misfit): string | undefined {
  if (misfit.is === 'missing') return 'add it';
  if (misfit.is === 'wrong') return misfit.fix;
  const { beside, path } = misfit;
  const meant = suggestion(text(path.at(-1)), beside).fix;
  return meant ?? (beside.length > MOST_NAMED ? 'remove it' : `the fields here are ${beside.join(', ')}`);
}

const MOST_NAMED = 12;

function suggestedKind(kind: string, apiVersion: string): { readonly fix?: string } | undefined {
  const meant = suggestion(kind, [...(bundled().kinds.get(apiVersion)?.keys() ?? [])]);
  return meant.fix === undefined ? undefined : meant;
}

/** The API versions of the same group, or another one, in which a release has the kind. */
function insteadOf({ group, kind }: Manifest, owner: Owner, release: number): { readonly fix?: string } {
  const versions = [...bundled().kinds.values()].flatMap((kinds) => {
    const other = kinds.get(kind);
    return other?.owner === owner && (other.schemas[release] ?? 0) !== 0 ? [other.apiVersion] : [];
  });
  const same = versions.filter((version) => version.startsWith(`${group}/`));
  const [first] = same.length > 0 ? same : versions;
  return first === undefined ? {} : { fix: `write it as ${first}` };
}

function releaseAt(owner: Owner, index: number): string {
  return bundled().releases[owner][index] ?? '';
}
