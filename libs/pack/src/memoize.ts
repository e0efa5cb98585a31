const MAX_REMEMBERED = 10_000;

/** The same function, whose answers are remembered: for pure functions of a text. All is forgotten when it gets too much. */
export function memoize<Answer>(answerFor: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const answer = known.get(text);
    if (answer !== undefined || known.has(text)) return answer as Answer;
    if (known.size >= MAX_REMEMBERED) known.clear();
    const found = answerFor(text);
    known.set(text, found);
    return found;
  };
}
