import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import type { Namespace } from './namespace';
import type { Platform } from './platform';
import { SealedSecret } from './sealed-secret';

export interface ClusterProps<E extends string = string> {
  /** The address of its API server, as Argo CD reaches it. */
  readonly server: string;
  /** The namespace of Argo CD, where the cluster's Secret goes. */
  readonly namespace: Namespace<E>;
  /** Labels that ApplicationSets select the cluster by. */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * A destination of Argo CD.
 *
 * A cluster other than Argo CD's own is a Secret labelled `argocd.argoproj.io/secret-type: cluster`. Only its `config`
 * (certificates, tokens) is sealed; `name` and `server` stand plain in the template, so that they can be read offline.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
export class Cluster extends Construct {
  /** The cluster that the platform's Argo CD runs in. Argo CD knows it without a Secret. */
  static local(platform: Platform): Cluster {
    return new LocalCluster(platform, 'in-cluster');
  }

  readonly name: string;
  readonly server: string;
  /** The Secret that joins it, sealed for the cluster that Argo CD runs in. Absent for the local cluster. */
  readonly secret: SealedSecret<string, 'config'> | undefined;

  /** @param scope the content of an Application, which delivers the Secret */
  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    if (!this.node.scopes.some(Chart.isChart)) {
      throw new Error(
        `${this.node.path}: a cluster is a SealedSecret, which no chart here delivers; ` +
          `make it in the content of an Application: new Cluster(content, '${id}', …)`,
      );
    }
    this.name = id;
    this.server = props.server;
    this.secret = new SealedSecret(this, 'secret', {
      name: id,
      namespace: props.namespace,
      keys: ['config'],
      labels: { ...props.labels, 'argocd.argoproj.io/secret-type': 'cluster' },
      plain: { name: id, server: props.server },
    });
  }
}

class LocalCluster extends Construct implements Cluster {
  readonly name = 'in-cluster';
  readonly server = 'https://kubernetes.default.svc';
  readonly secret = undefined;
}
