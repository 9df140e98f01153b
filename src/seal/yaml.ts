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
    return { ok: false, reason: `${error.reason}${error.mark ? ` (line ${error.mark.line + 1})` : ''}` };
  }
}

/** A value takes one line however long it is, so that two people's changes merge. */
export function yamlText(document: unknown): string {
  return dump(document, { lineWidth: -1, noRefs: true, scalarStyleRules: STYLE_RULES });
}

/** The reader of Kubernetes makes numbers of `0X1F`, `0o14` and `-_1` too, which js-yaml leaves plain. */
const quoteWhatMayCount: ScalarStyleRule = (layout) => {
  const { node, style } = layout;
  if (node.tag === 'tag:yaml.org,2002:str' && style === SCALAR_STYLE.PLAIN && /^[^A-Za-z_/]/.test(node.value)) {
    layout.style = SCALAR_STYLE.SINGLE_QUOTED;
  }
};

const STYLE_RULES = [...Object.values(DEFAULT_SCALAR_STYLE_RULES), quoteWhatMayCount];
