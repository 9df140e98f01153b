import type { Proposal, Reasoned } from '../check/proposal';
import { oneLine } from './printable';

/** A proposal as an `argosy.yaml`, every line of it with what speaks for it. */
export function declarationsText(proposal: Proposal): string {
  return [HEAD, ...sections(proposal)].join('\n');
}

const HEAD = `# What this repository cannot say about itself, as argosy init --check found it. Correct what is wrong, remove what is
# of no use; what is commented out nobody could tell from here.
`;

function sections(proposal: Proposal): readonly string[] {
  const { argocdVersion, argocdNamespace, clusters, environments, external, repositories, open } = proposal;
  return [
    block('argocd', [
      argocdVersion
        ? line(`version: ${quoted(argocdVersion.value)}`, argocdVersion)
        : '# version: "3.2" # nothing here says which; argocd version tells\n',
      line(`namespace: ${scalar(argocdNamespace.value)}`, argocdNamespace),
    ]),
    block('kubernetes', ['# version: "1.31" # nothing here says which; kubectl version tells\n']),
    clusters.length === 0
      ? 'clusters: [] # all Applications go to the cluster that Argo CD runs in\n'
      : block('clusters', clusters.map(clusterText)),
    environments.length === 0
      ? ''
      : block(
          'environments',
          environments.map((each) =>
            item([
              line(`name: ${scalar(each.value.name)}`, each),
              `namespaces: [${each.value.namespaces.map(scalar).join(', ')}]\n`,
            ]),
          ),
        ),
    external.length === 0
      ? ''
      : block(
          'external',
          external.map((each) =>
            item([
              line(`kind: ${scalar(each.value.kind)}`, each),
              ...(each.value.namespace === undefined ? [] : [`namespace: ${scalar(each.value.namespace)}\n`]),
              `name: ${scalar(each.value.name)}\n`,
            ]),
          ),
        ),
    repositories.length === 0
      ? '# repositories: [] # nothing here names this repository by a URL with a path that it has\n'
      : block(
          'repositories',
          repositories.map((each) => item([line(scalar(each.value), each)])),
        ),
    open.length === 0
      ? ''
      : `# Also asked for:\n${open.map((each) => `# ${line(oneLine(each.value), each)}`).join('')}`,
  ].filter((text) => text !== '');
}

/** Argo CD takes an address for a name as well; of a name alone the address is not here. */
function clusterText(each: Proposal['clusters'][number]): string {
  const { value } = each;
  if ('server' in value) {
    return item([
      line(`name: ${scalar(hostOf(value.server))}`, { ...each, why: `${each.why}; its name is a guess` }),
      `server: ${scalar(value.server)}\n`,
    ]);
  }
  const commented = item([line(`name: ${scalar(value.name)}`, each), 'server: https:// # argocd cluster list tells\n']);
  return commented.replace(/^/gm, '# ').replace(/# $/, '');
}

function hostOf(server: string): string {
  return server.replace(/^[a-z]+:\/\//i, '').replace(/[:/].*$/, '');
}

function block(key: string, parts: readonly string[]): string {
  return `${key}:\n${parts.join('').replace(/^(?=.)/gm, '  ')}`;
}

function item(lines: readonly string[]): string {
  return lines.map((text, index) => `${index === 0 ? '- ' : '  '}${text}`).join('');
}

function line(text: string, { why }: Reasoned<unknown>): string {
  return `${text} # ${oneLine(why)}\n`;
}

/** What any reader of YAML takes for the same text without quotes. */
function scalar(text: string): string {
  const isPlain =
    /^[A-Za-z][\w./@-]*(?::\/\/[\w./@:-]*\w)?$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return isPlain ? text : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
