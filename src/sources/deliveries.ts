import type { Application } from '../argocd/application';
import type { ApplicationSet } from '../argocd/application-set/application-set';
import { expandApplicationSet } from '../argocd/application-set/expand';
import type { Sources } from '../argocd/application-set/sources';
import { refusedApplications } from '../argocd/generated-applications';
import { isUnknown } from '../argocd/unknown';
import type { ArgoVersion } from '../argocd/version';
import { isArgo, projectNameIn, sourcesIn } from './application-manifest';
import { manifestOf } from './manifest-files';
import type { Content, DeliveredApplication, ExpandedSet, Manifest, NotKnown } from './model';
import { type Rendition, renditionOf, type Surroundings } from './source-content';

/** What is delivered of what people apply, and all that this delivers in turn. */
export interface Deliveries {
  readonly applications: readonly DeliveredApplication[];
  readonly sets: readonly ExpandedSet[];
  readonly projects: readonly Manifest[];
  readonly notKnown: readonly NotKnown[];
}

/** An Application whose content and parent are found one after the other. */
interface Growing extends DeliveredApplication {
  deliveredBy?: DeliveredApplication;
  project?: Manifest;
  content: readonly Content[];
}

interface GrowingSet extends ExpandedSet {
  deliveredBy?: DeliveredApplication;
}

/**
 * Follows Applications to what they render, and ApplicationSets to what they generate, until nothing new comes.
 * @param kustomized whether a manifest stands in a file that a kustomization takes in: it counts by itself only when
 *   nothing renders it
 */
export async function deliveriesOf(
  manifests: readonly Manifest[],
  kustomized: (manifest: Manifest) => boolean,
  sources: Sources,
  surroundings: Surroundings,
): Promise<Deliveries> {
  const following = new Following(sources, surroundings);
  const delivering = manifests.filter((each) => KINDS.some((kind) => isArgo(kind, each)));
  await following.follow(delivering.filter((each) => !kustomized(each)));
  const rendered = new Set(following.everything().map(nameOf));
  await following.follow(delivering.filter((each) => kustomized(each) && !rendered.has(nameOf(each))));
  return following.deliveries();
}

class Following {
  readonly #applications = new Map<Manifest, Growing>();
  readonly #sets = new Map<Manifest, GrowingSet>();
  readonly #projects = new Set<Manifest>();
  readonly #notKnown: NotKnown[] = [];
  readonly #leftOut = new Set<string>();

  constructor(
    readonly sources: Sources,
    readonly surroundings: Surroundings,
  ) {}

  async follow(manifests: readonly Manifest[]): Promise<void> {
    let pending = manifests.flatMap((manifest) => this.#enter(manifest, undefined));
    while (pending.length > 0 && this.#applications.size < MOST_APPLICATIONS) {
      const renditions = await Promise.all(pending.map((application) => this.#render(application)));
      // In the order in which the Applications stand, not in that in which tools come to an end.
      for (const { notKnown, leftOut = [] } of renditions.flat()) {
        for (const each of notKnown) this.#notKnown.push(each);
        for (const file of leftOut) this.#leftOut.add(file);
      }
      pending = pending.flatMap((application) =>
        application.content.flatMap((content) =>
          'manifests' in content ? content.manifests.flatMap((manifest) => this.#enter(manifest, application)) : [],
        ),
      );
    }
  }

  everything(): readonly Manifest[] {
    return [...this.#applications.keys(), ...this.#sets.keys(), ...this.#projects];
  }

  deliveries(): Deliveries {
    const projects = [...this.#projects];
    for (const application of this.#applications.values()) {
      const name = projectNameIn(application.manifest);
      const named = projects.filter((project) => project.name === name);
      const project = named.find(({ namespace }) => namespace === application.manifest.namespace) ?? named[0];
      if (project !== undefined) application.project = project;
    }
    // What a source leaves out on purpose is nobody's root: a draft, an example.
    const counts = ({ manifest, deliveredBy }: DeliveredApplication | ExpandedSet): boolean =>
      deliveredBy !== undefined || !this.#leftOut.has(manifest.origin.file);
    return {
      applications: [...this.#applications.values()].filter(counts),
      sets: [...this.#sets.values()].filter(counts),
      projects,
      notKnown: this.#notKnown,
    };
  }

  /** The Applications that are new with a manifest: itself, or what it generates. */
  #enter(manifest: Manifest, parent: Growing | undefined): readonly Growing[] {
    if (isArgo('AppProject', manifest)) this.#projects.add(manifest);
    if (isArgo('ApplicationSet', manifest)) return this.#enterSet(manifest, parent);
    return isArgo('Application', manifest) ? this.#enterApplication(manifest, parent) : [];
  }

  #enterApplication(manifest: Manifest, parent: Growing | undefined): readonly Growing[] {
    const known = this.#applications.get(manifest);
    if (known !== undefined) {
      // One that lies in its own path is delivered by itself only when nobody else does.
      if (known.deliveredBy === undefined || known.deliveredBy === known) adopt(known, parent);
      return [];
    }
    const application: Growing = { manifest, content: [] };
    adopt(application, parent);
    this.#applications.set(manifest, application);
    return [application];
  }

  #enterSet(manifest: Manifest, parent: Growing | undefined): readonly Growing[] {
    const known = this.#sets.get(manifest);
    if (known !== undefined) {
      if (known.deliveredBy !== undefined) return [];
      adopt(known, parent);
      if ('applications' in known.outcome)
        for (const each of known.outcome.applications) adopt(each as Growing, parent);
      return [];
    }
    const { outcome, generated } = expanded(manifest, this.sources, this.surroundings.version);
    const set: GrowingSet = { manifest, outcome };
    for (const each of [set, ...generated]) adopt(each, parent);
    this.#sets.set(manifest, set);
    for (const each of generated) this.#applications.set(each.manifest, each);
    if ('notKnown' in outcome) this.#notKnown.push(outcome.notKnown);
    return generated;
  }

  async #render(application: Growing): Promise<readonly Rendition[]> {
    const sources = sourcesIn(application.manifest, this.surroundings.version);
    const renditions = await Promise.all(
      sources.map((source) => renditionOf(application.manifest, source, sources, this.surroundings)),
    );
    application.content = renditions.map(({ content }) => content);
    return renditions;
  }
}

function adopt(child: { deliveredBy?: DeliveredApplication }, parent: Growing | undefined): void {
  if (parent !== undefined) child.deliveredBy = parent;
}

interface Expanded {
  readonly outcome: ExpandedSet['outcome'];
  readonly generated: readonly Growing[];
}

function expanded(set: Manifest, sources: Sources, version: ArgoVersion): Expanded {
  const what = `which Applications ${set.name || 'an ApplicationSet'} makes`;
  let made: ReturnType<typeof expandApplicationSet>;
  try {
    made = expandApplicationSet(set.object as ApplicationSet, sources, version);
  } catch {
    // It takes the shape of a set for granted, and people write anything.
    return { outcome: { notKnown: { what, why: 'it does not have the form of an ApplicationSet' } }, generated: [] };
  }
  if (isUnknown(made)) {
    const why = made.unknown.replace(/^cannot tell offline: /, '');
    const declare = /cluster Secrets/.test(why) ? 'clusters' : undefined;
    return { outcome: { notKnown: { what, why, ...(declare && { declare }) } }, generated: [] };
  }
  if ('failure' in made) return { outcome: { failure: made.failure }, generated: [] };
  const generated = made.map(({ application }): Growing => {
    const lineOf = (path: readonly (string | number)[]): number | undefined =>
      set.origin.lineOf(['spec', 'template', ...path]);
    const { text: _, ...origin } = set.origin;
    return { manifest: manifestOf(application, { ...origin, lineOf }), generatedBy: set, content: [] };
  });
  const refused = refusedOf(generated, version);
  return { outcome: { applications: generated, ...(refused.length > 0 && { refused }) }, generated };
}

/** Whether its project and cluster are there is for rules to say, with all that is declared. */
function refusedOf(
  generated: readonly Growing[],
  version: ArgoVersion,
): readonly { readonly application: DeliveredApplication; readonly reason: string }[] {
  const byObject = new Map(generated.map((each) => [each.manifest.object, each]));
  const applications = generated.map(({ manifest }) => manifest.object as Application);
  const projects = generated.map(({ manifest }) => ({ metadata: { name: projectNameIn(manifest) } }));
  return refusedApplications(applications, projects, undefined, version).flatMap(({ application, reason }) => {
    const refused = byObject.get(application as Manifest['object']);
    return refused === undefined || typeof reason !== 'string' ? [] : [{ application: refused, reason }];
  });
}

function nameOf({ kind, name }: Manifest): string {
  return `${kind}/${name}`;
}

const KINDS = ['Application', 'ApplicationSet', 'AppProject'] as const;

/** More than any Argo CD has; a set of sets without an end has to end. */
const MOST_APPLICATIONS = 200_000;
