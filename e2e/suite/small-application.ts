import { APPLICATION, application, type Operation, refresh, settled, summary } from '../cluster/application';
import type { Manifest } from '../cluster/cluster';
import { until } from '../cluster/until';
import type { Ground } from './ground';
import type { GitRepository } from './repository';

/** One Application of plain manifests, with a repository and a namespace of its own name. */
export class SmallApplication {
  private constructor(
    private readonly here: Ground,
    readonly name: string,
    readonly git: GitRepository,
  ) {}

  /** Commits the files, makes the project where one is wanted, then the Application, and waits for nothing. */
  static async made(
    here: Ground,
    name: string,
    files: Readonly<Record<string, string>>,
    spec: Partial<Spec> = {},
    project?: (url: string) => Manifest,
  ): Promise<SmallApplication> {
    const git = here.repository(name);
    const manifest = {
      apiVersion: APPLICATION.apiVersion,
      kind: APPLICATION.kind,
      metadata: { name, namespace: APPLICATION.namespace, finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: {
        project: project ? name : 'default',
        source: { repoURL: git.url, path: 'manifests', targetRevision: git.branch },
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
        syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
        ...spec,
      },
    };
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: manifest.spec.destination.namespace } };
    const listed = project ? [project(git.url)] : [];
    await here.claim([namespace, ...listed, manifest]);
    const made = new SmallApplication(here, name, git);
    made.write(files);
    git.commit('The beginning');
    for (const each of listed) await here.cluster.apply(each);
    await here.cluster.apply(manifest);
    return made;
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [file, text] of Object.entries(files)) this.git.write(`manifests/${file}`, text);
  }

  /** Commits, and has Argo CD look at once. Returns the commit. */
  async commit(message: string): Promise<string> {
    const revision = this.git.commit(message);
    await refresh(this.here.cluster, this.name);
    return revision;
  }

  async revert(): Promise<string> {
    const revision = this.git.revert();
    await refresh(this.here.cluster, this.name);
    return revision;
  }

  settled(revision?: string): Promise<void> {
    return settled(this.here.cluster, [this.name], { seconds: 120, ...(revision ? { revision } : {}) });
  }

  /** Waits until the message of the operation says something. */
  async operationSays(part: string, seconds = 120): Promise<Operation> {
    let seen = '';
    return until(
      `the operation of ${this.name} to say "${part}"`,
      seconds,
      async () => {
        const found = await application(this.here.cluster, this.name);
        seen = found ? summary(found) : 'nothing';
        const operation = found?.status?.operationState;
        return operation?.message?.includes(part) ? operation : undefined;
      },
      () => seen,
    );
  }
}

interface Spec {
  readonly destination: { readonly server: string; readonly namespace: string };
  readonly syncPolicy: object;
}
