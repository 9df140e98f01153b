import { join } from 'node:path';
import type { Command } from '../command-line';
import { compareEnvironments, compareNamed } from '../compare/environments';
import { UsageError } from '../finding';
import { type EnvironmentsReport, environmentsJson, environmentsText } from '../report/environments';
import { DIST_OPTION, PLATFORM_OPTION } from './cluster-options';
import { chosen, manifestsAt, type PlatformFolder, platformFolder } from './platform-folder';
import { exportsOf, SETTINGS_OPTION, settingsFile, settingsOf } from './settings-file';

export const diff: Command = {
  words: ['diff'],
  summary: 'Shows in what two environments of a platform differ, as settings and as manifests',
  operands: 'ENV ENV',
  options: [
    PLATFORM_OPTION,
    DIST_OPTION,
    SETTINGS_OPTION,
    { name: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], help: 'text or json; default: text' },
  ],
  run: async (line) => {
    const place = platformFolder(line);
    const [left, right] = pair(line.operands, place);
    const file = settingsFile(line, place.platform);
    const report: EnvironmentsReport = {
      platform: place.platform,
      left,
      right,
      ...settings(file, left, right),
      ...manifests(place, left, right),
    };
    if (!report.settings)
      process.stderr.write(`${file}: it is not there, so the settings are not compared; name it with --settings\n`);
    process.stdout.write(line.value('output') === 'json' ? environmentsJson(report) : environmentsText(report));
    return 0;
  },
};

function pair(operands: readonly string[], { platform, environments }: PlatformFolder): readonly [string, string] {
  const [left, right] = operands;
  const [first, second] = environments;
  if (second === undefined) {
    const message = `a comparison needs two environments, and ${platform} has ${first ?? 'none'}${first ? ' only' : ''}`;
    throw new UsageError({ where: 'argosy diff', message });
  }
  const fix = `write argosy diff ${first} ${second}`;
  if (left === undefined || right === undefined) {
    throw new UsageError({ where: 'argosy diff', message: `expected two environments, got ${operands.length}`, fix });
  }
  if (left === right) {
    throw new UsageError({ where: 'argosy diff', message: `expected two environments, got ${left} twice`, fix });
  }
  return [chosen('argosy diff', left, environments), chosen('argosy diff', right, environments)];
}

function settings(file: string, left: string, right: string): Pick<EnvironmentsReport, 'settings'> {
  const exported = exportsOf(file);
  if (!exported) return {};
  const side = (name: string) => ({ name, content: settingsOf(exported, name, file) });
  return { settings: { file, differences: compareNamed(side(left), side(right)) } };
}

function manifests({ folder }: PlatformFolder, left: string, right: string) {
  const side = (name: string) => ({ name, content: manifestsAt(join(folder, name)) });
  return compareEnvironments(side(left), side(right));
}
