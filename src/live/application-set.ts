import { waveOf } from '../argocd/sync-wave';
import { fields, items, text, valueAt } from '../check/reading';
import { textsOf } from './application';

/** An ApplicationSet in the cluster. */
export interface LiveSet {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly wave: number;
  readonly deleting: boolean;
  /** The step, from 1, in which an Application of its rollout is. */
  readonly stepOf: (application: string) => number | undefined;
  /** What keeps it from making its Applications. */
  readonly error: string | undefined;
}

export function readApplicationSet(object: unknown): LiveSet | undefined {
  const metadata = fields(valueAt(object, 'metadata'));
  const name = text(metadata.name);
  if (name === '') return undefined;
  const conditions = items(valueAt(object, 'status', 'conditions')).map(fields);
  const failed = conditions.find(({ type, status }) => type === 'ErrorOccurred' && status === 'True');
  const steps = new Map(
    items(valueAt(object, 'status', 'applicationStatus')).map((each) => [
      text(valueAt(each, 'application')),
      Number(valueAt(each, 'step')),
    ]),
  );
  return {
    name,
    labels: textsOf(metadata.labels),
    wave: waveOf({ metadata: { annotations: fields(metadata.annotations) } }),
    deleting: text(metadata.deletionTimestamp) !== '',
    stepOf: (application) => steps.get(application) || undefined,
    error: failed && text(failed.message),
  };
}
