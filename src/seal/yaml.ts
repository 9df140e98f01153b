import { DEFAULT_SCALAR_STYLE_RULES, dump, load, SCALAR_STYLE, type ScalarStyleRule, YAMLException } from 'js-yaml';

export type LoadedYaml =
  | { readonly ok: true; readonly document: unknown }
  /** The reason repeats nothing of the text. */
  | { readonly ok: false; readonly reason: string };

/** One document. JSON is read as well, which is what kubeseal writes unless it is asked for YAML. */
export function loadYaml(text: string): LoadedYaml {
  try {
    return { ok: true, document: load(text) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const merge = CONFLICT.exec(text);
    if (merge) return { ok: false, reason: `a merge was left unresolved (line ${lineAt(text, merge.index)})` };
    const reason = error.reason.replace(QUOTED, '');
    return { ok: false, reason: `${reason}${error.mark ? ` (line ${error.mark.line + 1})` : ''}` };
  }
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** As Git leaves both sides of a conflict. */
const CONFLICT = /^<{7}(?: |$)/m;

/** js-yaml ends some of its reasons with the name of an alias or a tag, and those may be a value. */
const QUOTED = /(?:: | "| !<).*$/s;

/**
 * A value takes one line however long it is, so that two people's changes merge. Keys are sorted by bytes, as kubeseal
 * sorts them, so that it rewrites nothing but what it changes.
 * @param flowLevel from which depth on a mapping is written in one line; by default none is
 */
export function yamlText(document: unknown, flowLevel = -1): string {
  return dump(document, { flowLevel, lineWidth: -1, noRefs: true, scalarStyleRules: STYLE_RULES, sortKeys: byBytes });
}

function byBytes(a: unknown, b: unknown): number {
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** The reader of Kubernetes makes numbers of `0X1F`, `0o14` and `-_1` too, which js-yaml leaves plain. */
const quoteWhatMayCount: ScalarStyleRule = (layout) => {
  const { node, style } = layout;
  if (node.tag === 'tag:yaml.org,2002:str' && style === SCALAR_STYLE.PLAIN && /^[^A-Za-z_/]/.test(node.value)) {
    layout.style = SCALAR_STYLE.SINGLE_QUOTED;
  }
};

const STYLE_RULES = [...Object.values(DEFAULT_SCALAR_STYLE_RULES), quoteWhatMayCount];
