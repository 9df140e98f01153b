import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Where } from '../check/finding';
import { RULES } from '../check/rules';
import type { CheckReport } from '../report/check';
import { DECLARATIONS_FILE } from '../sources/declarations';
import { folderBeneath } from '../sources/folder-tree';
import type { Renderer } from '../sources/renderer';
import { readRepository } from '../sources/repository';
import { toolRenderer } from '../sources/tool-renderer';
import { groupOf } from '../synth/manifest';
import type { Ready } from '../synth/session';
import { ownWaivers } from './check-waivers';
import { judged } from './judged';

/** What the rules say of an output. */
export interface Verdict {
  readonly report: CheckReport;
  /** Whether it follows from the output alone, and not from other files or from what a tool renders. */
  readonly isLasting: boolean;
}

/**
 * What the rules say of what an app makes, before it is written. Findings name the construct.
 * @throws FindingsError for an `argosy.yaml` that is wrong
 */
export async function judgedOutput({ files, contentRoot, root }: Ready): Promise<Verdict> {
  let isLasting = true;
  const { has, open } = folderBeneath(root);
  const beneath = {
    has,
    open: () => {
      isLasting = false;
      return open();
    },
  };
  const tools = toolRenderer();
  const renderer: Renderer = {
    render: async (request) => {
      const answer = await tools.render(request);
      if (!('notKnown' in answer)) isLasting = false;
      return answer;
    },
  };
  const made = new Map(files.map((file) => [posix.join(contentRoot ?? '', file.path), file]));
  const declarations = declarationsIn(root);
  const repositories = instancesIn(files).map((instance) => {
    const pulled = [...made].filter(([, file]) => file.instance === undefined || file.instance === instance);
    const texts = Object.fromEntries(pulled.map(([path, { content }]) => [path, content]));
    return readRepository({ files: { ...declarations, ...texts }, beneath }, { renderer });
  });
  const report = judged(await Promise.all(repositories), { rules: RULES, now: new Date(), waivers: ownWaivers() });
  const constructOf = ({ file, manifest }: Where): string | undefined => {
    const candidates = made.get(file)?.manifests ?? [];
    const found = candidates.find(
      (each) =>
        manifest !== undefined &&
        each.kind === manifest.kind &&
        each.name === manifest.name &&
        (each.namespace ?? '') === manifest.namespace &&
        groupOf(each) === manifest.group,
    );
    return (found ?? candidates[0])?.constructPath;
  };
  const findings = report.findings.map((finding) => {
    const construct = constructOf(finding.where);
    return construct === undefined ? finding : { ...finding, where: { ...finding.where, construct } };
  });
  return { report: { ...report, findings }, isLasting };
}

/** Each Argo CD that pulls something; one of no name where there is no platform. */
function instancesIn(files: Ready['files']): readonly (string | undefined)[] {
  const instances = new Set(files.flatMap(({ instance }) => instance ?? []));
  return instances.size === 0 ? [undefined] : [...instances];
}

function declarationsIn(root: string): Readonly<Record<string, string>> {
  const file = join(root, DECLARATIONS_FILE);
  return existsSync(file) ? { [DECLARATIONS_FILE]: readFileSync(file, 'utf8') } : {};
}
