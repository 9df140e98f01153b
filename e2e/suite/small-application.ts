import { APPLICATION, application, refresh, settled, summary } from '../cluster/application';
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

  /** Commits the files, makes the Application and waits for nothing. */
  static async made(
    here: Ground,
    name: string,
    files: Readonly<Record<string, string>>,
    spec: object = {},
  ): Promise<SmallApplication> {
    const git = here.repository(name);
    const made = new SmallApplication(here, name, git);
    made.write(files);
    git.commit('The beginning');
    await here.cluster.apply({
      apiVersion: APPLICATION.apiVersion,
      kind: APPLICATION.kind,
      metadata: { name, namespace: APPLICATION.namespace, finalizers: ['resources-finalizer.argocd.argoproj.io'] },
      spec: {
        project: 'default',
        source: { repoURL: git.url, path: 'manifests', targetRevision: git.branch },
        destination: { server: 'https://kubernetes.default.svc', namespace: name },
        syncPolicy: { automated: { prune: true, selfHeal: true }, syncOptions: ['CreateNamespace=true'] },
        ...spec,
      },
    } as { apiVersion: string; kind: string; metadata: { name: string } });
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

  /** Waits until the last operation ended in a phase, and returns its message. */
  operation(phase: string, seconds = 120): Promise<string> {
    let seen = '';
    return until(
      `an operation of ${this.name} to be ${phase}`,
      seconds,
      async () => {
        const found = await application(this.here.cluster, this.name);
        seen = found ? summary(found) : 'nothing';
        const operation = found?.status?.operationState;
        return operation?.phase === phase ? (operation.message ?? '') : undefined;
      },
      () => seen,
    );
  }
}
