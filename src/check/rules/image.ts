import { Findings } from '../answers';
import { environmentOf, environmentsOf, isProduction } from '../environments';
import { containersOf, workloadsOf } from '../pods';
import { textAt } from '../reading';
import type { Rule } from '../rule';
import { application, deployment } from './example';

const MOVING: ReadonlySet<string> = new Set([
  'latest',
  'main',
  'master',
  'develop',
  'dev',
  'edge',
  'nightly',
  'stable',
  'canary',
  'snapshot',
  'head',
  'current',
]);

const mutableTag: Rule = {
  code: 'image/mutable-tag',
  severity: 'warning',
  holds: 'no image has latest or another moving tag in production',
  why: 'Two Pods of one Deployment may run different code, a restart is a release, and Git cannot tell which.',
  bad: {
    files: {
      'apps/shop.yaml': application('shop'),
      'shop/deployment.yaml': deployment('shop').replace(':1.4.2', ':latest'),
    },
    found: [{ file: 'shop/deployment.yaml', line: 11 }],
  },
  good: { files: { 'apps/shop.yaml': application('shop'), 'shop/deployment.yaml': deployment('shop') } },
  judge: ({ repository }) => {
    const findings = new Findings();
    const production = environmentsOf(repository).some(({ name }) => isProduction(name));
    for (const workload of workloadsOf(repository)) {
      const { manifest: object, namespace } = workload.delivery;
      const environment = environmentOf(repository, namespace);
      // Where production is known, other environments may move; what belongs to none is everyone's.
      if (production && environment !== undefined && !isProduction(environment)) continue;
      for (const { container, path } of containersOf(workload)) {
        const image = textAt(container, 'image');
        const tag = image === undefined ? undefined : movingTag(image);
        if (image === undefined || tag === undefined) continue;
        findings.add({
          at: object,
          path: [...path, 'image'],
          message: `${object.kind} ${object.name} runs ${image}, ${tag}`,
          fix: 'name a tag that is never moved, or a digest',
        });
      }
    }
    return findings.judgement();
  },
};

/** Why an image is not always the same one, in words. */
function movingTag(image: string): string | undefined {
  if (image.includes('@') || /[${]/.test(image)) return undefined;
  const name = image.slice(image.lastIndexOf('/') + 1);
  const tag = name.includes(':') ? name.slice(name.indexOf(':') + 1) : '';
  if (tag === '') return 'which has no tag and means latest';
  return MOVING.has(tag.toLowerCase()) ? `whose tag ${tag} moves` : undefined;
}

export const imageRules: readonly Rule[] = [mutableTag];
