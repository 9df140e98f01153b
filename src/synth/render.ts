import type { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Finding } from '../finding';
import { dependenciesFirst } from './dependency-order';
import type { Manifest } from './manifest';
import { resolveObject } from './resolve';
import { walk } from './tree';

/** A chart with what it makes, dependencies first. */
export interface RenderedChart {
  readonly chart: Chart;
  readonly manifests: readonly Manifest[];
  /** The charts that it depends on. */
  readonly behind: readonly Chart[];
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
  const charts = ordered.charts.map(({ chart, objects, behind }) => {
    const manifests: Manifest[] = [];
    for (const apiObject of objects) {
      const resolved = resolveObject(apiObject, app);
      if ('problem' in resolved) findings.push({ where: apiObject.node.path, message: resolved.problem });
      else manifests.push(manifestOf(apiObject, resolved.object));
    }
    return { chart, manifests, behind };
  });
  return { charts, constructs: tree.constructs, findings };
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
