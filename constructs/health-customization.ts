import { Construct } from 'constructs';
import type { Instance } from './instance';

export interface HealthCustomizationProps {
  /** API group of the kind; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  /** Lua that reads `obj` and returns a table with `status` and `message`. */
  readonly lua: string;
}

/**
 * How Argo CD tells whether an object of one kind is healthy, and so whether a sync wave may go on.
 * Becomes the key `resource.customizations.health.<group>_<kind>` of `argocd-cm`.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#custom-health-checks
 */
export class HealthCustomization extends Construct {
  constructor(scope: Instance, id: string, props: HealthCustomizationProps) {
    super(scope, id);
    const target = props.group ? `${props.group}_${props.kind}` : props.kind;
    scope.set('argocd-cm', `resource.customizations.health.${target}`, `${props.lua.trim()}\n`, this);
  }
}

/** An Application is as healthy as it says itself; before it has said anything it is still progressing. */
export const APPLICATION_HEALTH = {
  group: 'argoproj.io',
  kind: 'Application',
  lua: `
health = { status = "Progressing", message = "" }
if obj.status ~= nil and obj.status.health ~= nil then
  health.status = obj.status.health.status or health.status
  health.message = obj.status.health.message or health.message
end
return health
`,
} as const;
