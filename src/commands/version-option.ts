import { parseVersion } from '../argocd/version';
import type { CommandLine } from '../command-line';
import { UsageError } from '../finding';

/** @throws UsageError for what is no version: a default in its place would be silently wrong */
export function versionOption(line: CommandLine, option: string): string | undefined {
  const value = line.value(option);
  if (value === undefined || parseVersion(value) !== undefined) return value;
  throw new UsageError({ where: `--${option}`, message: `expected a version, got "${value}"`, fix: 'write it as 3.2' });
}
