import * as cdk8s from 'cdk8s';
import { App, Environment, type EnvironmentProps, Platform, type PlatformProps, Repository } from 'cdk8s-argosy';
import type { Construct, IConstruct } from 'constructs';
import type { SealedStoreAnswer, SealingScope } from '../../constructs/sealed-store';
import { SURROUNDINGS, type Surroundings } from '../../constructs/surroundings';
import { type Finding, findingText } from '../../src/finding';
import type { JsonObject } from '../../src/synth/manifest';
import { type RenderedChart, render } from '../../src/synth/render';

export const GIT = Repository.git('https://git.example.com/mlops', 'main');

/** What the store of an app holds, by `<cluster>/<namespace>/<name>`. */
export interface Sealed {
  readonly encryptedData: Readonly<Record<string, string>>;
  readonly scope?: SealingScope;
  readonly problems?: readonly { readonly message: string; readonly fix: string }[];
}

/** An app whose sealed store lies in memory. */
export function anApp(store: Readonly<Record<string, Sealed>> = {}): App {
  const app = new App();
  const surroundings: Surroundings = {
    contentRoot: 'dist',
    sealed: { read: (cluster, namespace, name) => answer(store, `${cluster}/${namespace}/${name}`) },
  };
  app.node.setContext(SURROUNDINGS, surroundings);
  return app;
}

function answer(store: Readonly<Record<string, Sealed>>, place: string): SealedStoreAnswer {
  const sealed = store[place];
  const file = `sealed/${place}.yaml`;
  return sealed ? { found: true, file, scope: 'strict', problems: [], ...sealed } : { found: false, file };
}

export function aPlatform(
  props: Partial<PlatformProps> & { readonly app?: cdk8s.App; readonly name?: string } = {},
): Platform {
  const { app = anApp(), name = 'mlops', ...others } = props;
  return new Platform(app, name, { repository: GIT, ...others });
}

export function dev(platform: Platform = aPlatform(), props: EnvironmentProps = {}): Environment<'dev'> {
  return new Environment(platform, 'dev', props);
}

export function prod(platform: Platform = aPlatform(), props: EnvironmentProps = {}): Environment<'prod'> {
  return new Environment(platform, 'prod', props);
}

/** Manifests of ours that say nothing of interest: one ConfigMap. */
export function content(scope: Construct, id = 'content'): cdk8s.Chart {
  const chart = new cdk8s.Chart(scope, id, { disableResourceNameHashes: true });
  new cdk8s.ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: id } });
  return chart;
}

/** Everything that is wrong with the app that `construct` lies in, as the user reads it. */
export function findings(construct: IConstruct): string[] {
  return rendering(construct).findings.map((finding: Finding) => findingText(finding));
}

/** The one manifest of that kind and name in the app that `construct` lies in. */
export function manifest(construct: IConstruct, kind: string, name: string): JsonObject {
  const found = manifests(construct).filter((made) => made.kind === kind && made.name === name);
  const [only] = found;
  if (!only || found.length > 1) throw new Error(`expected one ${kind} ${name}, found ${found.length}`);
  return only.object;
}

/** `<kind> <name>` of all manifests of the app that `construct` lies in. */
export function made(construct: IConstruct): string[] {
  return manifests(construct).map(({ kind, name }) => `${kind} ${name}`);
}

/** The manifests that a chart of ours makes, as plain objects. */
export function inChart(chart: cdk8s.Chart): JsonObject[] {
  const rendered = rendering(chart).charts.find((one) => one.chart === chart);
  return (rendered?.manifests ?? []).map(({ object }) => object);
}

/** The sync waves of the Applications and ApplicationSets, by name. */
export function waves(construct: IConstruct): Record<string, string> {
  const ordered = manifests(construct).filter(({ kind }) => kind === 'Application' || kind === 'ApplicationSet');
  return Object.fromEntries(
    ordered.flatMap(({ name, object }) => {
      const wave = annotations(object)['argocd.argoproj.io/sync-wave'];
      return wave === undefined ? [] : [[name, wave]];
    }),
  );
}

export function annotations(object: JsonObject): Readonly<Record<string, string>> {
  return Object(Object(object.metadata).annotations);
}

export function spec(object: JsonObject): Readonly<Record<string, unknown>> {
  return Object(object.spec);
}

function manifests(construct: IConstruct): RenderedChart['manifests'][number][] {
  return rendering(construct).charts.flatMap((chart) => chart.manifests);
}

function rendering(construct: IConstruct): ReturnType<typeof render> {
  const { root } = construct.node;
  if (!(root instanceof cdk8s.App)) throw new Error('expected a construct of an app');
  return render(root);
}
