import { join, resolve } from 'node:path';
import { type LabelExpression, labelsMatch } from '../argocd/label-selector';
import { waveOf } from '../argocd/sync-wave';
import { fields, items, text, valueAt } from '../check/reading';
import { textsOf } from '../live/application';
import type { Expected, Place } from '../live/platforms';
import { environmentOf } from '../operations/operated';
import type { DeliveredApplication, Repository } from '../sources/model';
import { manifestsAt, type PlatformFolder } from './platform-folder';

/** What the files of a platform come to, read as Argo CD reads them. Who is refused before that need not wait for it. */
export function platformRepository({ folder }: PlatformFolder): Promise<Repository> {
  const { readRepository } = require('../sources/repository') as typeof import('../sources/repository');
  return readRepository({ folder: resolve(folder) });
}

/** Every Application that Argo CD will have when all of the platform is there. */
export function expectedOf({ applications }: Repository, { folder }: PlatformFolder): readonly Expected[] {
  const roots = new Set(manifestsAt(join(folder, 'root.yaml')).map(({ name }) => name));
  return applications.map((application) => ({
    name: application.manifest.name,
    environment: environmentOf(application.manifest),
    place: placeOf(application, roots),
  }));
}

function placeOf({ manifest, generatedBy }: DeliveredApplication, roots: ReadonlySet<string>): Place {
  if (roots.has(manifest.name)) return { is: 'root' };
  if (!generatedBy) return { is: 'wave', wave: waveOf(manifest.object) };
  const labels = textsOf(valueAt(manifest.object, 'metadata', 'labels'));
  const steps = items(valueAt(generatedBy.object, 'spec', 'strategy', 'rollingSync', 'steps'));
  const step = steps.findIndex((each) => labelsMatch({ matchExpressions: expressionsOf(each) }, labels) === true);
  return { is: 'wave', wave: waveOf(generatedBy.object), ...(step === -1 ? {} : { step: step + 1 }) };
}

function expressionsOf(step: unknown): readonly LabelExpression[] {
  return items(valueAt(step, 'matchExpressions')).map((expression) => {
    const { key, operator, values } = fields(expression);
    return { key: text(key), operator: text(operator), values: items(values).map(text) };
  });
}
