import type { GitRepository } from './repository';

/** Three workloads that a set rolls out one after the other. */
export const RUNNERS = ['first', 'second', 'third'] as const;

export type Runner = (typeof RUNNERS)[number];

export const IMAGES: Readonly<Record<Runner, string>> = {
  first: 'registry.example/runner:1',
  second: 'registry.example/runner:1',
  third: 'registry.example/runner:1',
};

/** Which only the API server refuses. */
export const NO_IMAGE = '';

/** A platform of one environment, which the shop does not have, and in which nothing but the order of a rollout can go wrong. */
export function writeRelay(git: GitRepository): void {
  git.write('envs/main.ts', entry(git));
  writeImages(git, IMAGES);
}

/** What a team changes every day. */
export function writeImages(git: GitRepository, images: Readonly<Record<Runner, string>>): void {
  git.write('envs/images.ts', `export const images = ${JSON.stringify(images)};\n`);
}

function entry({ url, branch }: GitRepository): string {
  return `import { ApiObject, Chart } from 'cdk8s';
import { App, ApplicationGroup, Environment, type GroupMember, Platform, Repository, Source } from 'cdk8s-argosy';
import { images } from './images';

const app = new App();
const platform = new Platform(app, 'relay', { repository: Repository.git(${JSON.stringify(url)}, ${JSON.stringify(branch)}) });
const stage = new Environment(platform, 'stage');
const applications: Record<string, GroupMember<'stage'>> = {};
for (const [name, image] of Object.entries(images)) {
  const namespace = stage.namespaceFor(name);
  const content = new Chart(stage, \`\${name}-content\`);
  const labels = { app: name };
  const metadata = { name, namespace: namespace.name };
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name, image }] } } };
  new ApiObject(content, 'deployment', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec } as never);
  applications[name] = { namespace, source: Source.content(content) };
}
new ApplicationGroup(stage, 'relay', {
  applications,
  delivery: 'applicationset',
  // A commit that fails is left alone soon.
  sync: { retry: { limit: 1, backoff: { duration: '5s', factor: 1, maxDuration: '5s' } } },
});
app.synth();
`;
}
