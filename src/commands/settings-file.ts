import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandLine } from '../command-line';
import { UsageError } from '../finding';
import { loadTypeScript } from '../typescript';
import { appError } from './app-error';

/** Where the settings of a platform stand, each environment an export of its own name. */
export function settingsFile(line: CommandLine, platform: string): string {
  return line.value('settings') ?? `envs/${platform}/settings.ts`;
}

export const SETTINGS_OPTION = {
  name: 'settings',
  value: 'FILE',
  help: 'the file that exports the settings of each environment by its name; default: envs/<platform>/settings.ts',
};

/**
 * What the file exports; nothing where there is none.
 * @throws UsageError with the file's own words when it cannot be loaded
 */
export function exportsOf(file: string): Readonly<Record<string, unknown>> | undefined {
  const path = resolve(file);
  if (!existsSync(path)) return undefined;
  if (/\.ts$/.test(path)) loadTypeScript();
  try {
    const exported: unknown = require(path);
    return typeof exported === 'object' && exported !== null ? Object.fromEntries(Object.entries(exported)) : {};
  } catch (error) {
    throw appError(file, error);
  }
}

/** @throws UsageError when the file exports no settings of that name */
export function settingsOf(exported: Readonly<Record<string, unknown>>, environment: string, file: string): unknown {
  const settings = exported[environment];
  if (settings !== undefined) return settings;
  const names = Object.keys(exported).join(', ');
  const message = `it exports no ${environment}${names === '' ? '' : `, but ${names}`}`;
  throw new UsageError({ where: file, message, fix: `export the settings of ${environment} under its name` });
}
