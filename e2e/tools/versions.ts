/**
 * What runs in a control plane of ours, and the Go module under this folder that pins it. A version is raised in that
 * module's go.mod, and nowhere else.
 */
export interface Module {
  /** The folder with go.mod and go.sum. */
  readonly folder: string;
  /** The real software in it. */
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

/** Everything a control plane needs whichever Argo CD runs on it. */
export const foundation: readonly Module[] = [
  {
    folder: 'kubernetes',
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
    folder: 'kwok',
    of: 'sigs.k8s.io/kwok',
    binaries: { kwok: { package: 'sigs.k8s.io/kwok/cmd/kwok' } },
    files: ['kustomize/stage'],
  },
  {
    folder: 'sealed-secrets',
    of: 'github.com/bitnami-labs/sealed-secrets',
    binaries: {
      'sealed-secrets-controller': { package: 'github.com/bitnami-labs/sealed-secrets/cmd/controller' },
      kubeseal: { package: 'github.com/bitnami-labs/sealed-secrets/cmd/kubeseal' },
    },
    files: ['helm/sealed-secrets'],
  },
  { folder: 'cert-manager', of: 'github.com/cert-manager/cert-manager', binaries: {}, files: ['deploy/crds'] },
  { folder: 'metallb', of: 'go.universe.tf/metallb', binaries: {}, files: ['config/crd/bases'] },
  {
    folder: 'prometheus-operator',
    of: 'github.com/prometheus-operator/prometheus-operator',
    binaries: {},
    files: ['example/prometheus-operator-crd'],
  },
  { folder: 'helm', of: 'helm.sh/helm/v3', binaries: { helm: { package: 'helm.sh/helm/v3/cmd/helm' } } },
  {
    folder: 'kustomize',
    of: 'sigs.k8s.io/kustomize/kustomize/v5',
    binaries: { kustomize: { package: 'sigs.k8s.io/kustomize/kustomize/v5' } },
  },
  {
    folder: 'loopback',
    of: 'github.com/alicebob/miniredis/v2',
    binaries: { redis: { package: './redis' }, charts: { package: './charts' } },
  },
];

/** The versions of Argo CD that every change is tried on. */
export const argoCdVersions = {
  '2.13': argoCd('argocd-2.13', 'github.com/argoproj/argo-cd/v2'),
  '3.2': argoCd('argocd-3.2', 'github.com/argoproj/argo-cd/v3'),
} as const satisfies Readonly<Record<string, Module>>;

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

function argoCd(folder: string, of: string): Module {
  return {
    folder,
    of,
    binaries: { argocd: { package: `${of}/cmd`, link: { [`${of}/common.version`]: 'VERSION' } } },
    files: ['manifests/crds', 'manifests/base'],
  };
}
