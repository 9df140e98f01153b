import type { IConstruct } from 'constructs';
import { isEnvironment, isPlatform } from '../../constructs/scope';
import { UsageError } from '../finding';
import { suggestion } from '../suggestion';

/** What `--platform` and `--env` name. */
export interface Selection {
  readonly platform?: string | undefined;
  readonly environment?: string | undefined;
}

/**
 * The files that a selection means: everything is built, only these are written.
 * @throws UsageError when the app has no such platform or environment.
 */
export function selectedPaths(
  { platform, environment }: Selection,
  constructs: readonly IConstruct[],
): ((path: string) => boolean) | undefined {
  if (platform === undefined && environment === undefined) return undefined;
  const platforms = constructs.filter(isPlatform);
  if (platform !== undefined)
    expectOne(
      '--platform',
      platform,
      platforms.map(({ name }) => name),
    );
  const environments = constructs
    .filter(isEnvironment)
    .filter((candidate) => platform === undefined || candidate.platform.name === platform);
  if (environment !== undefined)
    expectOne(
      '--env',
      environment,
      environments.map(({ name }) => name),
    );
  const folders =
    environment === undefined
      ? [`${platform}/`]
      : environments.filter(({ name }) => name === environment).map((one) => `${one.platform.name}/${one.name}/`);
  return (path) => folders.some((folder) => path.startsWith(folder));
}

function expectOne(option: string, given: string, known: readonly string[]): void {
  if (known.includes(given)) return;
  const names = [...new Set(known)];
  const expected = names.length > 0 ? names.join(' or ') : 'nothing, as the app has none';
  throw new UsageError({
    where: option,
    message: `expected ${expected}, got "${given}"`,
    ...suggestion(given, names),
  });
}
