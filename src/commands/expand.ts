import type { Command } from '../command-line';
import { type ExpandedSetReport, expandJson, expandText } from '../report/expand';
import type { DeliveredApplication, ExpandedSet, Repository } from '../sources/model';
import { placeOf } from '../sources/place';
import { readRepository } from '../sources/repository';
import type { JsonObject } from '../synth/manifest';
import { toYamlStream } from '../synth/yaml';
import { versionOption } from './version-option';

export const expand: Command = {
  words: ['expand'],
  summary: 'Shows the Applications that ApplicationSets make, and why a set makes none',
  operands: '[PATH|REV]',
  options: [
    { name: 'argocd-version', value: 'VERSION', help: 'the release of Argo CD; default: argosy.yaml, or the newest' },
    {
      name: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'yaml', 'json'],
      help: 'text, yaml or json; default: text',
    },
  ],
  run: async (line) => {
    const version = versionOption(line, 'argocd-version');
    const place = placeOf(line.operands[0]);
    const repository = await readRepository(place, version === undefined ? {} : { argocdVersion: version });
    const sets = expandedSets(repository);
    const failed = sets.some(({ outcome }) => 'failure' in outcome);
    const format = line.value('output');
    process.stdout.write(format === 'yaml' ? yamlOf(sets) : format === 'json' ? expandJson(sets) : expandText(sets));
    // Documents have no place for it.
    if (format === 'yaml') process.stderr.write(expandText(sets));
    return failed ? 1 : 0;
  },
};

/** Each set, by file and line. */
export function expandedSets({ sets }: Repository): readonly ExpandedSetReport[] {
  return sets
    .map(({ manifest, outcome }) => {
      const { namespace, name, origin } = manifest;
      return { namespace, name, where: { file: origin.file, line: origin.line }, outcome: outcomeOf(outcome) };
    })
    .toSorted((one, other) => compare(one.where.file, other.where.file) || one.where.line - other.where.line);
}

function outcomeOf(outcome: ExpandedSet['outcome']): ExpandedSetReport['outcome'] {
  if (!('applications' in outcome)) return outcome;
  const refused = new Map((outcome.refused ?? []).map(({ application, reason }) => [application, reason]));
  return {
    applications: outcome.applications.filter((each) => !refused.has(each)).map(generated),
    refused: [...refused].map(([{ manifest }, reason]) => ({ name: manifest.name, reason })),
  };
}

function generated({ manifest }: DeliveredApplication): { readonly name: string; readonly manifest: object } {
  return { name: manifest.name, manifest: manifest.object };
}

function yamlOf(sets: readonly ExpandedSetReport[]): string {
  return toYamlStream(
    sets
      .flatMap(({ outcome }) => ('applications' in outcome ? outcome.applications : []))
      .map(({ manifest }) => manifest as JsonObject),
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
