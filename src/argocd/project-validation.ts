import type {
  AppProject,
  AppProjectSpec,
  Destination,
  DestinationServiceAccount,
  ProjectRole,
  SyncWindow,
} from './app-project';
import { parseCron } from './cron';
import { compileGlob } from './glob';
import { parseDuration } from './go-duration';
import { isSpace, trimSpace } from './go-space';
import { isUnknown, type Unknown, unknown } from './unknown';
import { utf8 } from './utf8';
import { type ArgoVersion, has } from './version';

/** Something for which Argo CD refuses a project. */
export interface ProjectProblem {
  /** The part of the spec that it is about. */
  readonly field: keyof AppProjectSpec;
  readonly message: string;
}

type Problems = readonly (ProjectProblem | Unknown)[];

/**
 * What is wrong with a project by Argo CD's own rules; nothing when it is valid. Argo CD stops at the first, here all
 * are told. An invalid project stops every Application in it.
 */
export function validateProject(project: AppProject, version: ArgoVersion): Problems {
  const spec = project.spec ?? {};
  return [
    ...validateDestinations(spec.destinations ?? []),
    ...repeated('sourceNamespaces', spec.sourceNamespaces ?? []),
    ...validateSources(spec.sourceRepos ?? []),
    ...validateRoles(project.metadata?.name ?? '', spec.roles ?? [], version),
    ...validateWindows(spec.syncWindows ?? [], version),
    ...validateServiceAccounts(spec.destinationServiceAccounts ?? []),
  ];
}

/** A denial of everything is refused where a denial may stand. */
const DENY_ALL = '!*';

function validateDestinations(destinations: readonly Destination[]): Problems {
  const field = 'destinations';
  const denials = destinations.flatMap((entry) =>
    (['name', 'server', 'namespace'] as const)
      .filter((part) => entry[part] === DENY_ALL)
      .map((part) => ({ field, message: `${part} ${DENY_ALL} denies everything` }) as const),
  );
  // A name and a server that are written alike count as one.
  const keys = destinations.map(({ server, name, namespace }) => `${server || name || ''}/${namespace ?? ''}`);
  return [...denials, ...repeated(field, keys)];
}

function validateSources(sources: readonly string[]): Problems {
  const field = 'sourceRepos';
  const denials = sources.filter((source) => source === DENY_ALL);
  return [
    ...denials.map(() => ({ field, message: `${DENY_ALL} denies everything` }) as const),
    ...repeated(field, sources),
  ];
}

function validateRoles(project: string, roles: readonly ProjectRole[], version: ArgoVersion): Problems {
  const field = 'roles';
  const names = roles.map(({ name }) => name ?? '');
  const problems = roles.flatMap(({ name: given, policies, groups }) => {
    const name = given ?? '';
    return [
      ...(/^[a-zA-Z0-9]([-_a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(name) ? [] : [`role name ${JSON.stringify(name)}`]),
      ...(policies ?? []).flatMap((policy) => problemOfPolicy(project, name, policy, version) ?? []),
      ...(groups ?? []).flatMap((group) => problemOfGroup(group) ?? []),
      ...duplicates(policies ?? []).map((policy) => `role ${name} has the policy ${policy} twice`),
      ...duplicates(groups ?? []).map((group) => `role ${name} has the group ${group} twice`),
    ];
  });
  return [...repeated(field, names), ...problems.map((message) => ({ field, message }) as const)];
}

const RESOURCES = ['applications', 'repositories', 'clusters', 'exec', 'logs'];
const ACTIONS = ['get', 'create', 'update', 'delete', 'sync', 'override', '*'];

function problemOfPolicy(project: string, role: string, policy: string, version: ArgoVersion): string | undefined {
  const [letter, subject = '', resource = '', action = '', object = '', effect = '', ...more] = policy
    .split(',')
    .map((part) => part.replace(/^ +/, '').replace(/(?<! ) +$/, ''));
  const rule = `policy ${JSON.stringify(policy)}`;
  if (letter !== 'p' || policy.split(',').length < 6 || more.length > 0) {
    return `${rule}: expected p, subject, resource, action, object, effect`;
  }
  if (subject !== `proj:${project}:${role}`) return `${rule}: expected the subject proj:${project}:${role}`;
  const resources = has(version, 'applicationSetPolicies') ? [...RESOURCES, 'applicationsets'] : RESOURCES;
  if (!resources.includes(resource)) return `${rule}: expected a resource of ${resources.join(', ')}`;
  // An action on a resource may stand anywhere in the text.
  if (!ACTIONS.includes(action) && !/(action|update|delete)\//.test(action)) {
    return `${rule}: expected an action of ${ACTIONS.join(', ')}, or one below action/, update/ or delete/`;
  }
  const rest = object.startsWith(project) ? object.slice(project.length) : '';
  if (!/^(\/[*\w\-.]+)?\/[*\w\-.]+$/.test(rest))
    return `${rule}: expected an object ${project}[/namespace]/application`;
  return effect === 'allow' || effect === 'deny' ? undefined : `${rule}: expected the effect allow or deny`;
}

function problemOfGroup(group: string): string | undefined {
  const trimmed = trimSpace(group);
  const quoted = trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"');
  const name = quoted ? trimmed.slice(1, -1) : trimmed;
  const told = `group ${JSON.stringify(group)}`;
  if (!quoted && name.includes(',')) return `${told}: with a comma it has to be in quotes`;
  if (name === '') return `${told}: it is empty`;
  if (/["\n\r\t]/.test(name)) return `${told}: it has a quote, a tab or a line break`;
  if (isSpace(group.charAt(0)) || isSpace(group.charAt(group.length - 1)))
    return `${told}: it has white space around it`;
  return undefined;
}

function validateWindows(windows: readonly (SyncWindow | null)[], version: ArgoVersion): Problems {
  const field = 'syncWindows';
  const given = windows.filter((window) => window !== null);
  const problems = given.flatMap((window) => problemOfWindow(window, version) ?? []);
  return [
    ...problems.map((problem) => (isUnknown(problem) ? problem : ({ field, message: problem } as const))),
    ...repeated(
      field,
      given.map((window) => identityOf(window, version)),
    ),
  ];
}

function problemOfWindow(window: SyncWindow, version: ArgoVersion): string | Unknown | undefined {
  const { kind, schedule, duration, applications, namespaces, clusters, description } = window;
  const told = `window ${kind ?? ''} ${schedule ?? ''} ${duration ?? ''}`;
  if (kind !== 'allow' && kind !== 'deny') return `${told}: expected the kind allow or deny`;
  const cron = parseCron(schedule ?? '');
  if (cron === undefined) return `${told}: expected a schedule of five fields`;
  if (parseDuration(duration ?? '') === undefined) return `${told}: expected a duration such as 1h30m`;
  if (has(version, 'windowDescription') && utf8(description ?? '').length > 255) {
    return `${told}: expected a description of 255 characters at most`;
  }
  if (![applications, namespaces, clusters].some((list) => list && list.length > 0)) {
    return `${told}: expected applications, namespaces or clusters`;
  }
  return isUnknown(cron) ? cron : undefined;
}

/** Before 3.2 windows that start alike and last alike are one, whatever they are for. */
function identityOf(window: SyncWindow, version: ArgoVersion): string {
  const start = [window.kind ?? '', window.schedule ?? '', window.duration ?? ''];
  if (!has(version, 'windowIdentityHash')) return start.join('');
  const lists = [window.applications ?? [], window.namespaces ?? [], window.clusters ?? []];
  // A window that was looked at has its zone written out, the next one not yet: absent and UTC are told apart.
  return JSON.stringify([...start, ...lists, window.timeZone ?? '', window.andOperator ?? false]);
}

function validateServiceAccounts(accounts: readonly DestinationServiceAccount[]): Problems {
  const field = 'destinationServiceAccounts';
  const problems = accounts.flatMap(({ server, namespace, defaultServiceAccount }) => [
    ...problemsOfPattern('server', server ?? ''),
    ...problemsOfPattern('namespace', namespace ?? ''),
    ...(/^ *$|[!*[\]{}\\/]/.test(defaultServiceAccount ?? '')
      ? [`defaultServiceAccount ${JSON.stringify(defaultServiceAccount ?? '')}: expected a name without patterns`]
      : []),
  ]);
  return [
    ...problems.map((problem) => (isUnknown(problem) ? problem : ({ field, message: problem } as const))),
    ...repeated(
      field,
      accounts.map(({ server, namespace }) => `${server ?? ''}/${namespace ?? ''}`),
    ),
  ];
}

/** Here a glob that does not compile is refused, other than in the lists that permit. */
function problemsOfPattern(part: string, pattern: string): readonly (string | Unknown)[] {
  if (pattern.includes('!')) return [`${part} ${pattern}: nothing can be denied here`];
  const glob = compileGlob(pattern);
  if (!('fault' in glob)) return [];
  return [glob.fault === 'limit' ? unknown(`${part} ${glob.message}`) : `${part} ${pattern}: ${glob.message}`];
}

function repeated(field: keyof AppProjectSpec, entries: readonly string[]): Problems {
  return duplicates(entries).map((entry) => ({ field, message: `${JSON.stringify(entry)} is there twice` }));
}

function duplicates(entries: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const entry of entries) (seen.has(entry) ? twice : seen).add(entry);
  return [...twice];
}
