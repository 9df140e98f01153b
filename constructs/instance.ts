import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { isLeftOut } from './scope';

export interface InstanceProps {
  /** @default argocd */
  readonly namespace?: string;
  /**
   * `major.minor` of the Argo CD that runs. What its versions do differently is decided by it.
   * @default 2.13
   */
  readonly version?: `${2 | 3}.${number}`;
}

/** The ConfigMaps that Argo CD reads its settings from. */
export type SettingsMap = 'argocd-cm' | 'argocd-cmd-params-cm';

/**
 * One Argo CD installation, of one platform or shared by several: where it runs, which version, and the settings that the platform's constructs need of it.
 *
 * The settings become ConfigMaps in `bootstrap/` that hold these keys only: apply them with
 * `kubectl apply --server-side`, and keys that others own stay as they are.
 */
export class Instance extends Construct {
  readonly namespace: string;
  readonly version: `${2 | 3}.${number}`;
  private readonly settings = new Map<SettingsMap, Map<string, { value: string; by: Construct }>>();
  private readonly names = new Map<string, Construct>();
  private readonly conflicts: string[] = [];

  constructor(scope: Construct, id: string, props: InstanceProps = {}) {
    super(scope, id);
    this.namespace = props.namespace ?? 'argocd';
    this.version = props.version ?? '2.13';
    this.node.addValidation({ validate: () => this.conflicts });
  }

  get majorVersion(): number {
    return Number.parseInt(this.version, 10);
  }

  /** Adds one setting. The same key with another value, from another construct, is a synth error. */
  set(map: SettingsMap, key: string, value: string, by: Construct): void {
    if (isLeftOut(by)) return;
    let entries = this.settings.get(map);
    if (!entries) {
      entries = new Map();
      this.settings.set(map, entries);
      this.writeConfigMap(map, entries);
    }
    const present = entries.get(key);
    if (present && present.value !== value) {
      this.conflicts.push(
        `${map} key "${key}" is set by ${present.by.node.path} and differently by ${by.node.path}; keep one of them`,
      );
    }
    entries.set(key, present ?? { value, by });
  }

  /** Names are unique in one Argo CD, over all its environments and platforms: of two, the last one written wins. */
  claimName(kind: 'Application' | 'AppProject', name: string, by: Construct): void {
    if (isLeftOut(by)) return;
    const owner = this.names.get(`${kind}/${name}`);
    if (owner) {
      this.conflicts.push(
        `the ${kind} name "${name}" is taken by ${owner.node.path} and by ${by.node.path}; rename one of them`,
      );
    }
    this.names.set(`${kind}/${name}`, owner ?? by);
  }

  /**
   * RollingSync works only with this flag; it is read when the ApplicationSet controller starts, so a running
   * controller must be restarted once.
   */
  enableProgressiveSyncs(by: Construct): void {
    this.set('argocd-cmd-params-cm', 'applicationsetcontroller.enable.progressive.syncs', 'true', by);
  }

  private writeConfigMap(name: SettingsMap, entries: ReadonlyMap<string, { value: string }>): void {
    new ApiObject(Chart.of(this), name, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name,
        namespace: this.namespace,
        labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'argocd' },
      },
      data: Lazy.any({
        produce: () => Object.fromEntries([...entries].sort(byKey).map(([key, { value }]) => [key, value])),
      }),
    });
  }
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
