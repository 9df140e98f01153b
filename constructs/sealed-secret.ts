import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import type { SealedSecretSpec } from '../imports/bitnami.com';
import { dnsLabelProblems } from './dns-label';
import type { Environment } from './environment';
import type { Namespace } from './namespace';
import { declareOrphan } from './orphan';
import { placeProblems } from './same-environment';
import type { SealedStoreAnswer, SealingScope } from './sealed-store';
import { surroundingsOf } from './surroundings';

export interface SealedSecretProps<E extends string, K extends string> {
  readonly namespace: Namespace<E>;
  /** The keys of the Secret. Each must be in the store, and nothing else. */
  readonly keys: readonly K[];
  /** @default the construct's id */
  readonly name?: string;
  /**
   * What the ciphertext is bound to. The store must say the same.
   * @default strict: namespace and name
   */
  readonly scope?: SealingScope;
  /** @default Opaque */
  readonly type?: 'Opaque' | 'kubernetes.io/tls' | 'kubernetes.io/dockerconfigjson' | 'kubernetes.io/ssh-auth';
  /** Labels of the unsealed Secret. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Annotations of the unsealed Secret. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Keys that are no secret and stand readable in Git. The controller reads them as Go templates. */
  readonly plain?: Readonly<Record<string, string>>;
  /** Ciphertext by key, for an app without Argosy's store. */
  readonly ciphertext?: Readonly<Record<K, string>>;
}

/**
 * A Secret that lives in Git as ciphertext. Synthesis never encrypts: the ciphertext comes from the store
 * (`sealed/<cluster>/<namespace>/<name>.yaml`), where `argosy secret seal` puts it.
 *
 * A declared key without ciphertext, ciphertext of an undeclared key, or ciphertext sealed for another scope,
 * namespace or name is a synth error. That a value decrypts is never claimed: only the controller's private key tells.
 * @see https://github.com/bitnami-labs/sealed-secrets
 */
export class SealedSecret<E extends string, const K extends string> extends Construct {
  readonly name: string;
  readonly namespace: Namespace<E>;
  readonly environment: Environment<E>;
  private readonly scope: SealingScope;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SealedSecretProps<E, K>,
  ) {
    super(scope, id);
    this.name = props.name ?? id;
    this.namespace = props.namespace;
    this.environment = props.namespace.environment;
    this.scope = props.scope ?? 'strict';
    const encryptedData = Lazy.any({ produce: () => this.encryptedData() });
    new ApiObject(this, 'Default', {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: this.name, namespace: this.namespace.name, annotations: scopeAnnotations(this.scope) },
      spec: this.spec(encryptedData),
    });
    const reason = 'unsealed from Git; its SealedSecret owns it, so the entry silences nothing and says what is meant';
    declareOrphan(this, { group: '', kind: 'Secret', name: this.name, reason });
    declareOrphan(this, { group: 'bitnami.com', kind: 'SealedSecret', name: this.name, reason });
    this.node.addValidation({ validate: () => [...placeProblems(this, this.environment), ...this.problems()] });
  }

  /** A key that this secret declares, to be read by a workload of the same namespace. */
  key(key: K): SecretKey<E> {
    return { secretName: this.name, key, namespace: this.namespace };
  }

  private spec(encryptedData: SealedSecretSpec['encryptedData']): SealedSecretSpec {
    const { labels, annotations, type, plain } = this.props;
    const templateAnnotations = { ...annotations, ...scopeAnnotations(this.scope) };
    return {
      encryptedData,
      template: {
        metadata: {
          name: this.name,
          namespace: this.namespace.name,
          ...(labels ? { labels } : {}),
          ...(Object.keys(templateAnnotations).length > 0 ? { annotations: templateAnnotations } : {}),
        },
        type: type ?? 'Opaque',
        ...(plain ? { data: plain } : {}),
      },
    };
  }

  private encryptedData(): Record<string, string> {
    const sealed = this.props.ciphertext ?? foundData(this.answer());
    return Object.fromEntries([...this.props.keys].sort().map((key) => [key, sealed[key] ?? '']));
  }

  private answer(): SealedStoreAnswer | undefined {
    const { namespace } = this;
    return surroundingsOf(this)?.sealed.read(this.environment.cluster.name, namespace.name, this.name);
  }

  private problems(): string[] {
    const both = Object.keys(this.props.plain ?? {}).filter((key) => this.declares(key));
    const collisions = both.map(
      (key) => `key "${key}" is both plain and sealed, which controllers resolve differently; keep one of them`,
    );
    return [...collisions, ...(this.props.ciphertext ? [] : this.storeProblems(this.answer()))];
  }

  private storeProblems(answer: SealedStoreAnswer | undefined): string[] {
    if (!answer) return ['there is no sealed store; use the App of cdk8s-argosy, or pass the ciphertext'];
    const { file } = answer;
    const sealed = foundData(answer);
    // What a broken file holds, and where a namespace without a valid name would have it, nobody can tell.
    const unreadable = answer.found && answer.problems.length > 0 && Object.keys(sealed).length === 0;
    const nameless = dnsLabelProblems('namespace', this.namespace.name).length > 0;
    if (nameless) return [];
    if (unreadable) return this.bindingProblems(answer);
    const missing = this.props.keys.filter((key) => sealed[key] === undefined);
    const undeclared = Object.keys(sealed).filter((key) => !this.declares(key));
    return [
      ...missing.map((key) => `key "${key}" has no ciphertext in ${file}; seal it: ${this.sealCommand(key)}`),
      ...undeclared.map((key) => `${file} holds key "${key}", which is not declared; declare it, or remove it there`),
      ...(answer.found ? this.bindingProblems(answer) : []),
    ];
  }

  private bindingProblems(answer: SealedStoreAnswer & { found: true }): string[] {
    const scope =
      answer.scope === this.scope
        ? []
        : [
            `${answer.file} is sealed with scope ${answer.scope}, not ${this.scope}, so it would not open; ` +
              `declare scope ${answer.scope}, or remove the file and seal it anew`,
          ];
    return [...scope, ...answer.problems.map(({ message, fix }) => `${answer.file}: ${message}; ${fix}`)];
  }

  private sealCommand(key: K): string {
    const cluster = this.environment.cluster.name;
    return [
      `argosy secret seal ${this.namespace.name}/${this.name} ${key}`,
      ...(cluster === 'in-cluster' ? [] : [`--cluster ${cluster}`]),
      ...(this.scope === 'strict' ? [] : [`--scope ${this.scope}`]),
    ].join(' ');
  }

  private declares(key: string): boolean {
    return this.props.keys.some((declared) => declared === key);
  }
}

/** One key of a Secret, as a workload names it. */
export interface SecretKey<E extends string> {
  readonly secretName: string;
  readonly key: string;
  readonly namespace: Namespace<E>;
}

function foundData(answer: SealedStoreAnswer | undefined): Readonly<Record<string, string>> {
  return answer?.found ? answer.encryptedData : {};
}

/** The controller reads the scope from the SealedSecret's own annotations; kubeseal and people read the template's. */
function scopeAnnotations(scope: SealingScope): Record<string, string> {
  return scope === 'strict' ? {} : { [`sealedsecrets.bitnami.com/${scope}`]: 'true' };
}
