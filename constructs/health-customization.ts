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

/**
 * An Application is as healthy as it says itself, once it has said so and its last sync is through.
 *
 * The second half is ours. Argo CD calls an Application Healthy of which a manifest cannot be compared or is refused, as
 * long as what it did apply is: waves that wait for its health alone go on over it. It is Progressing here and not
 * Degraded, because a sync that meets something Degraded ends, and its later waves are not taken up by the repair.
 */
export const APPLICATION_HEALTH = {
  group: 'argoproj.io',
  kind: 'Application',
  lua: `
health = { status = "Progressing", message = "" }
if obj.status == nil or obj.status.health == nil then
  return health
end
health.status = obj.status.health.status or health.status
health.message = obj.status.health.message or health.message
if health.status ~= "Healthy" then
  return health
end
if obj.status.sync ~= nil and obj.status.sync.status == "Unknown" then
  return { status = "Progressing", message = "cannot be compared with Git" }
end
if obj.status.operationState ~= nil and obj.status.operationState.phase ~= "Succeeded" then
  return { status = "Progressing", message = "its last sync is " .. obj.status.operationState.phase }
end
return health
`,
} as const;
