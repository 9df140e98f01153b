const MOST = 5_000;
const LONGEST = 1_000;

/**
 * A function of one text that does not compute its latest answers again: a project's few patterns are asked for by
 * every Application. Long texts are not kept.
 */
export function remembered<Answer>(compute: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const answer = compute(text);
    if (text.length > LONGEST) return answer;
    if (answers.size >= MOST) answers.clear();
    answers.set(text, answer);
    return answer;
  };
}
