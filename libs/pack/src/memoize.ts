const MAX_WEIGHT = 20_000;

/**
 * The same function, whose answers are remembered: for pure functions of a text. All is forgotten when it gets too much.
 * `weightOf`: how many of the smallest answers an answer takes as much memory as.
 */
export function memoize<Answer>(
  answerFor: (text: string) => Answer,
  weightOf: (answer: Answer) => number = () => 1,
): (text: string) => Answer {
  const known = new Map<string, Answer>();
  let weight = 0;
  return (text) => {
    const answer = known.get(text);
    if (answer !== undefined || known.has(text)) return answer as Answer;
    const found = answerFor(text);
    weight += weightOf(found);
    if (weight > MAX_WEIGHT) {
      known.clear();
      weight = weightOf(found);
    }
    known.set(text, found);
    return found;
  };
}
