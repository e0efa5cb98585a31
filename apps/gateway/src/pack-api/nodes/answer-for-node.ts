/** What is wanted, as far as it matters to whom it is told. */
interface Wanted {
  generation: number;
  state: string;
}

/** What nodes are told at the moment: all of them the target, unless a rollout has yet to reach some. */
export interface WantedAnswerSet<Answer extends Wanted> {
  target: Answer;
  /** For all but those that were told the target. */
  base?: Answer | undefined;
  told: ReadonlySet<string>;
}

export interface AskingNode {
  /** Agents before rollouts gave none: they are told last. */
  name?: string | undefined;
  /** The state that it has. */
  after?: string | undefined;
}

/**
 * What the node is told; nothing when it is to stay with what it has. Until a rollout reaches it, it is told nothing that is older than
 * what it has, as it got that from a rollout which was overtaken.
 */
export function answerFor<Answer extends Wanted>(
  { target, base, told }: WantedAnswerSet<Answer>,
  { name, after }: AskingNode,
): Answer | undefined {
  const isReached = base === undefined || (name !== undefined && told.has(name));
  const answer = isReached ? target : base;
  if (answer.state === after) return undefined;
  return !isReached && generationOf(after) > answer.generation ? undefined : answer;
}

function generationOf(state: string | undefined): number {
  const [, digits] = /^(\d{1,10})-/.exec(state ?? '') ?? [];
  return Number(digits ?? -1);
}
