import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { platformOf } from './scope';

export interface NotificationTrigger<T extends string> {
  readonly description?: string;
  /** A condition over `app`, in the expression language of Argo CD's notifications. */
  readonly when: string;
  readonly send: readonly [T, ...T[]];
  /** Sends once for each value of this expression, such as `app.status.sync.revision`. */
  readonly oncePer?: string;
}

/** What the engine calls a service: the name of `<type>.<name>`, or the type where there is no name. */
type ServiceName<S extends string> = S extends `${string}.${infer Name}` ? Name : S;

/** A service by its name, and whom it tells, where the service asks for that. */
type Recipient<S extends string> = ServiceName<S> | `${ServiceName<S>}:${string}`;

export interface NotificationsProps<S extends string, T extends string, R extends string> {
  /** Services by name, as `<type>` or `<type>.<name>`; YAML text, in which `$key` is a key of the notifications Secret. */
  readonly services: Readonly<Record<S, string>>;
  /** Templates by name; YAML text. */
  readonly templates: Readonly<Record<T, string>>;
  readonly triggers: Readonly<Record<R, NotificationTrigger<NoInfer<T>>>>;
  /** Who hears of which trigger, for every Application. A trigger that nobody hears of is a synth error. */
  readonly subscriptions: readonly {
    readonly recipients: readonly [Recipient<NoInfer<S>>, ...Recipient<NoInfer<S>>[]];
    readonly triggers: readonly [NoInfer<R>, ...NoInfer<R>[]];
  }[];
  /** Values that templates read as `.context`. */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * What Argo CD tells people, and where: the ConfigMap `argocd-notifications-cm`. Triggers name their templates and
 * subscriptions their services and triggers by type, so that a misspelt one does not compile.
 *
 * Argo CD ships an object of this name; deliver it with an Application of the platform, not with `bootstrap/`.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/
 */
export class Notifications<S extends string, T extends string, R extends string> extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: NotificationsProps<S, T, R>,
  ) {
    super(scope, id);
    new ApiObject(this, 'Default', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'argocd-notifications-cm',
        namespace: platformOf(this).instance.namespace,
        labels: { 'app.kubernetes.io/name': 'argocd-notifications-cm', 'app.kubernetes.io/part-of': 'argocd' },
      },
      data: this.settings(),
    });
    this.node.addValidation({ validate: () => this.problems() });
  }

  private settings(): Record<string, string> {
    const { services, templates, triggers, subscriptions, context } = this.props;
    return {
      ...(context ? { context: json(context) } : {}),
      ...prefixed('service', services, (text: string) => text),
      ...prefixed('template', templates, (text: string) => text),
      ...prefixed('trigger', triggers, (trigger: NotificationTrigger<T>) => json([trigger])),
      subscriptions: json(subscriptions),
    };
  }

  private problems(): string[] {
    const { services, triggers, subscriptions } = this.props;
    const heard = new Set<string>(subscriptions.flatMap((subscription) => subscription.triggers));
    return [
      ...Object.keys(services)
        .filter((service) => service.split('.').length > 2)
        .map(
          (service) =>
            `service "${service}" has more than one dot, so Argo CD refuses all of its notifications; ` +
            'call it <type> or <type>.<name>',
        ),
      ...Object.keys(triggers)
        .filter((trigger) => !heard.has(trigger))
        .map(
          (trigger) => `trigger "${trigger}" has no subscription, so nobody hears of it; subscribe to it or drop it`,
        ),
    ];
  }
}

function prefixed<V>(
  prefix: string,
  values: Readonly<Record<string, V>>,
  text: (value: V) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, text(value)]));
}

/** JSON is YAML, and says the same to every reader. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
