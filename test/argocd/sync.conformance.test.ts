import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  describesItself,
  type IgnoredDifference,
  type KubernetesObject,
  respectingIgnored,
  type TrackingMethod,
  track,
  trackedBy,
  withoutManaged,
} from '../../src/argocd';
import { type DeletionQuestion, foretoldDeletion } from '../oracle/post-deletes';
import { type OracleVersion, versions } from '../oracle/program';
import { foretold, type SyncQuestion, told } from '../oracle/syncs';

interface Tracking {
  readonly object: KubernetesObject;
  readonly application: string;
  readonly namespace: string;
  readonly method: TrackingMethod;
  readonly labelKey: string;
  readonly installation: string;
}

interface Respect {
  readonly target: KubernetesObject;
  readonly live: KubernetesObject;
  readonly ignore: readonly IgnoredDifference[];
}

interface Managed {
  readonly target: KubernetesObject;
  readonly live: KubernetesObject;
  readonly managers: readonly string[];
}

/** What Argo CD's own packages said, where they first said something else than we did. */
type Case = (
  | { readonly fn: 'sync'; readonly input: SyncQuestion }
  | { readonly fn: 'tracking'; readonly input: Tracking }
  | { readonly fn: 'respect'; readonly input: Respect }
  | { readonly fn: 'managed'; readonly input: Managed }
  | { readonly fn: 'post-delete'; readonly input: DeletionQuestion }
) & { readonly id: string; readonly note: string; readonly expect: Readonly<Record<OracleVersion, unknown>> };

const cases: readonly Case[] = JSON.parse(
  readFileSync(path.join(__dirname, '../conformance/argosy/sync.json'), 'utf8'),
);

describe.each(versions)('what once was told otherwise, on %s', (version) => {
  test.each(cases.map((each) => [each.note, each] as const))('%s', (_, each) => {
    expect(answer(each, version)).toEqual(each.expect[version]);
  });
});

function answer(each: Case, version: OracleVersion): unknown {
  if (each.fn === 'sync') return told(foretold(each.input, version), each.input, version);
  if (each.fn === 'respect') {
    return respectingIgnored(each.input.target, each.input.live, each.input.ignore, version).object;
  }
  if (each.fn === 'managed') {
    const { target, live } = withoutManaged(each.input.target, each.input.live, each.input.managers, version);
    return { target, live };
  }
  if (each.fn === 'post-delete') return foretoldDeletion(each.input, version);
  const { object, application, namespace, method, labelKey, installation } = each.input;
  const settings = { method, labelKey, installationId: installation };
  return {
    owner: trackedBy(object, settings) ?? '',
    self: describesItself(object, settings),
    tracked: track(object, application, namespace, settings) ?? 'refused',
  };
}
