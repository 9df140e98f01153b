import type { GitRepository } from './repository';

/** Three workloads that a set rolls out one after the other. */
export const RUNNERS = ['first', 'second', 'third'] as const;

export type Runner = (typeof RUNNERS)[number];

export type Images = Readonly<Partial<Record<Runner, string>>>;

/** Which only the API server refuses. */
export const NO_IMAGE = '';

/** A platform of one environment, which the shop does not have, and in which nothing but the order of a rollout can go wrong. */
export function writeRelay(git: GitRepository, images: Images): void {
  git.write('envs/main.ts', entry(git));
  writeImages(git, images);
}

/**
 * What a team changes every day.
 *
 * @param held whose new Pods no node gets before `HELD` is taken from them
 */
export function writeImages(git: GitRepository, images: Images, held?: Runner): void {
  const gates = held === undefined ? {} : { [held]: [{ name: HELD }] };
  const variables = { images, gates };
  const lines = Object.entries(variables).map(([name, value]) => {
    return `export const ${name}: Record<string, unknown> = ${JSON.stringify(value)};\n`;
  });
  git.write('envs/images.ts', lines.join(''));
}

export const HELD = 'e2e.example/held';

function entry({ url, branch }: GitRepository): string {
  return `import { ApiObject, Chart } from 'cdk8s';
import { App, ApplicationGroup, Environment, type GroupMember, Platform, Repository, Source } from 'cdk8s-argosy';
import { gates, images } from './images';

const app = new App();
const platform = new Platform(app, 'relay', { repository: Repository.git(${JSON.stringify(url)}, ${JSON.stringify(branch)}) });
const stage = new Environment(platform, 'stage');
const applications: Record<string, GroupMember<'stage'>> = {};
for (const [name, image] of Object.entries(images)) {
  const namespace = stage.namespaceFor(name);
  const content = new Chart(stage, \`\${name}-content\`);
  const labels = { app: name };
  const metadata = { name, namespace: namespace.name };
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { schedulingGates: gates[name], containers: [{ name, image }] } } };
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
