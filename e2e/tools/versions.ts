/** A piece of real software, and where its version is pinned. */
export interface Module {
  /** What `npm run e2e:build -- name` and the cache call it. */
  readonly name: string;
  /**
   * The folder under this one whose go.mod pins it; a version is raised there and nowhere else. Modules of one folder
   * are held to one version of each library, which is compiled once: half of the time of all that is built.
   */
  readonly folder: string;
  /** The Go module that has it. */
  readonly of: string;
  readonly binaries: Readonly<Record<string, Binary>>;
  /** Files and folders of the real module that are read when a control plane starts. */
  readonly files?: readonly string[];
}

export interface Binary {
  readonly package: string;
  /** Variables that the linker sets, as a release does; VERSION, MAJOR and MINOR are those of the module. */
  readonly link?: Readonly<Record<string, string>>;
}

const released = {
  'k8s.io/component-base/version.gitVersion': 'VERSION',
  'k8s.io/component-base/version.gitMajor': 'MAJOR',
  'k8s.io/component-base/version.gitMinor': 'MINOR',
};

const KUBERNETES = 'kubernetes-1.31';

/** Everything a control plane needs whichever Argo CD runs on it. */
export const foundation: readonly Module[] = [
  {
    name: 'kubernetes',
    folder: KUBERNETES,
    of: 'k8s.io/kubernetes',
    binaries: {
      etcd: { package: 'go.etcd.io/etcd/server/v3' },
      'kube-apiserver': { package: 'k8s.io/kubernetes/cmd/kube-apiserver', link: released },
      'kube-controller-manager': { package: 'k8s.io/kubernetes/cmd/kube-controller-manager', link: released },
      'kube-scheduler': { package: 'k8s.io/kubernetes/cmd/kube-scheduler', link: released },
      kubectl: { package: 'k8s.io/kubernetes/cmd/kubectl', link: released },
    },
  },
  {
    name: 'kwok',
    folder: KUBERNETES,
    of: 'sigs.k8s.io/kwok',
    binaries: { kwok: { package: 'sigs.k8s.io/kwok/cmd/kwok' } },
    files: ['kustomize/stage'],
  },
  {
    name: 'sealed-secrets',
    folder: KUBERNETES,
    of: 'github.com/bitnami-labs/sealed-secrets',
    binaries: {
      'sealed-secrets-controller': { package: 'github.com/bitnami-labs/sealed-secrets/cmd/controller' },
      kubeseal: { package: 'github.com/bitnami-labs/sealed-secrets/cmd/kubeseal' },
    },
    files: ['helm/sealed-secrets'],
  },
  {
    name: 'cert-manager',
    folder: 'cert-manager',
    of: 'github.com/cert-manager/cert-manager',
    binaries: {},
    files: ['deploy/crds'],
  },
  {
    name: 'metallb',
    folder: 'metallb',
    of: 'go.universe.tf/metallb',
    binaries: {},
    files: ['config/crd/bases'],
  },
  {
    name: 'prometheus-operator',
    folder: 'prometheus-operator',
    of: 'github.com/prometheus-operator/prometheus-operator',
    binaries: {},
    files: ['example/prometheus-operator-crd'],
  },
  {
    name: 'helm',
    folder: KUBERNETES,
    of: 'helm.sh/helm/v3',
    binaries: { helm: { package: 'helm.sh/helm/v3/cmd/helm' } },
  },
  {
    name: 'kustomize',
    folder: KUBERNETES,
    of: 'sigs.k8s.io/kustomize/kustomize/v5',
    binaries: { kustomize: { package: 'sigs.k8s.io/kustomize/kustomize/v5' } },
  },
  {
    name: 'loopback',
    folder: 'loopback',
    of: 'github.com/alicebob/miniredis/v2',
    binaries: { redis: { package: './redis' }, charts: { package: './charts' } },
  },
];

/** The versions of Argo CD that every change is tried on. */
export const argoCdVersions = {
  '2.13': argoCd('argocd-2.13', KUBERNETES, 'github.com/argoproj/argo-cd/v2'),
  '3.2': argoCd('argocd-3.2', 'argocd-3.2', 'github.com/argoproj/argo-cd/v3'),
} as const satisfies Readonly<Record<string, Module>>;

/** What our validation of manifests is held to. */
export const kubeconform: Module = {
  name: 'kubeconform',
  folder: 'kubeconform',
  of: 'github.com/yannh/kubeconform',
  binaries: { kubeconform: { package: 'github.com/yannh/kubeconform/cmd/kubeconform' } },
};

export type ArgoCdVersion = keyof typeof argoCdVersions;

/**
 * The version that somebody named, or the first one.
 *
 * @param where it was named, for the message
 */
export function argoCdVersion(where: string, named: string | undefined): ArgoCdVersion {
  const versions = Object.keys(argoCdVersions) as ArgoCdVersion[];
  const found = versions.find((version) => version === (named ?? versions[0]));
  if (!found) throw new Error(`${where}: expected ${versions.join(' or ')}, got "${named}"`);
  return found;
}

function argoCd(name: string, folder: string, of: string): Module {
  return {
    name,
    folder,
    of,
    binaries: { argocd: { package: `${of}/cmd`, link: { [`${of}/common.version`]: 'VERSION' } } },
    files: ['manifests/crds', 'manifests/base'],
  };
}
