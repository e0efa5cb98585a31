import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { WantedView } from '@packyard/contracts';
import type { WantedState } from '@packyard/schema';

const compress = promisify(gzip);

/** What is wanted, ready to be sent: made once, for however many nodes. */
export interface WantedAnswer {
  generation: number;
  state: string;
  /** JSON, compressed by gzip. */
  body: Buffer;
}

/** What nodes are told at the moment: all of them the target, unless a rollout has yet to reach some. */
export interface WantedAnswerSet {
  target: WantedAnswer;
  /** For all but those that were told the target. */
  base?: WantedAnswer | undefined;
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
export function answerFor(
  { target, base, told }: WantedAnswerSet,
  { name, after }: AskingNode,
): WantedAnswer | undefined {
  const isReached = base === undefined || (name !== undefined && told.has(name));
  const answer = isReached ? target : base;
  if (answer.state === after) return undefined;
  return !isReached && generationOf(after) > answer.generation ? undefined : answer;
}

/** The number alone does not name it: a database that was restored makes the same numbers anew. */
export async function wantedAnswer({ generation, packs }: WantedState): Promise<WantedAnswer> {
  const hash = createHash('sha256')
    .update(JSON.stringify([generation, packs]))
    .digest('hex');
  const data: WantedView = { state: `${generation}-${hash.slice(0, 16)}`, generation, packs };
  return { generation, state: data.state, body: await compress(JSON.stringify({ data })) };
}

function generationOf(state: string | undefined): number {
  const [, digits] = /^(\d{1,10})-/.exec(state ?? '') ?? [];
  return Number(digits ?? -1);
}
