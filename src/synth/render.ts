import { ApiObject, type App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isLayer } from '../../constructs/scope';
import type { Finding } from '../finding';
import { dependenciesFirst } from './dependency-order';
import type { Manifest } from './manifest';
import { resolveObject } from './resolve';

/** A chart with what it makes, dependencies first. */
export interface RenderedChart {
  readonly chart: Chart;
  readonly manifests: readonly Manifest[];
}

export interface Rendering {
  /** Dependencies first. */
  readonly charts: readonly RenderedChart[];
  readonly constructs: readonly IConstruct[];
  readonly findings: readonly Finding[];
}

/**
 * The tree as manifests: one walk, every validation once, one resolution an object. cdk8s does all of that anew for
 * every chart.
 */
export function render(app: App): Rendering {
  const tree = walk(app);
  const findings = tree.constructs.flatMap((construct) =>
    construct.node.validate().map((message) => ({ where: construct.node.path, message })),
  );
  const ordered = dependenciesFirst(tree);
  findings.push(...ordered.findings);
  const charts = ordered.charts.map(({ chart, objects }) => {
    const manifests: Manifest[] = [];
    for (const apiObject of objects) {
      const resolved = resolveObject(apiObject, app);
      if ('problem' in resolved) findings.push({ where: apiObject.node.path, message: resolved.problem });
      else manifests.push(manifestOf(apiObject, resolved.object));
    }
    return { chart, manifests };
  });
  return { charts, constructs: tree.constructs, findings };
}

/** What one walk over the tree finds, in the order of the tree. */
export interface Tree {
  readonly constructs: readonly IConstruct[];
  readonly objects: ReadonlyMap<Chart, readonly ApiObject[]>;
}

/** With a stack of its own, because a tree can be deeper than the call stack; layers that are off are left out. */
function walk(app: App): Tree {
  const constructs: IConstruct[] = [];
  const objects = new Map<Chart, ApiObject[]>();
  const stack: { construct: IConstruct; home: ApiObject[] | undefined }[] = [{ construct: app, home: undefined }];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { construct } = next;
    let { home } = next;
    if (isLayer(construct) && !construct.enabled) continue;
    constructs.push(construct);
    if (Chart.isChart(construct)) {
      home = [];
      objects.set(construct, home);
    } else if (ApiObject.isApiObject(construct)) {
      home?.push(construct);
    }
    const { children } = construct.node;
    for (let index = children.length - 1; index >= 0; index -= 1) {
      const child = children[index];
      if (child) stack.push({ construct: child, home });
    }
  }
  return { constructs, objects };
}

function manifestOf(apiObject: ApiObject, object: Manifest['object']): Manifest {
  const { name, namespace } = apiObject.metadata;
  return {
    object,
    apiVersion: apiObject.apiVersion,
    kind: apiObject.kind,
    name: name ?? apiObject.name,
    namespace,
    constructPath: apiObject.node.path,
  };
}
