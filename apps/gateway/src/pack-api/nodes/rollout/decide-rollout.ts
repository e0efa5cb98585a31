import type { RolloutPolicy } from '@packyard/contracts';

/** Who is silent for longer is gone, and counts for nothing until it reports again. */
const GONE_SECONDS = 24 * 3600;
/** Agents report every 30 seconds: whoever missed that several times is away, or cut off. They are told last, and waited for. */
export const SILENT_SECONDS = 120;
/** Of fewer nodes that one token reports, a percentage says nothing. */
const FEW_NODES = 10;

export interface RolloutNode {
  name: string;
  /** Which one reports it. */
  token: string;
  /** Of those that one token reports: the others may be no machines at all, if that token was stolen. */
  isFirstOfToken: boolean;
  isTold: boolean;
  /** It shows the generation, or a later one. */
  isWhole: boolean;
  /** Somebody went on without it. */
  isExcused: boolean;
  silentSeconds: number;
}

export interface RolloutSnapshot {
  policy: RolloutPolicy;
  /** Which step was begun last; 0: none yet. */
  step: number;
  /** Since then. */
  elapsedSeconds: number;
  /** By name. */
  nodes: readonly RolloutNode[];
}

export type RolloutDecision =
  | { kind: 'wait' }
  /** Begins the step, with nodes that it reaches first: none when earlier steps reached enough. */
  | { kind: 'tell'; step: number; names: string[] }
  | { kind: 'stop'; failing: string[]; bound: number; told: number }
  | { kind: 'complete' };

/** What is due next in a rollout that runs. Asked again after each answer, it comes to an end: steps go up, and waiting is bounded. */
export function decideRollout({ policy, step, elapsedSeconds, nodes }: RolloutSnapshot): RolloutDecision {
  const isOver = elapsedSeconds >= policy.step_seconds;
  const told = nodes.filter(({ isTold }) => isTold);
  if (told.some(isMissing) && !isOver) return { kind: 'wait' };
  const parts = ofEachToken(told).filter(({ length }) => length >= FEW_NODES);
  const stop = [told, told.filter(isFirst), ...parts].map((some) => stopFor(some, policy)).find(Boolean);
  if (stop !== undefined) return stop;
  const amount = policy.steps[step];
  if (amount === undefined) return { kind: 'complete' };
  return nextStep(amount, { step: step + 1, isOver, nodes });
}

/** Asked of the first ones of all tokens as well, and of each token with many: nodes that are made up hide no failures of others. */
function stopFor(told: readonly RolloutNode[], { max_failures }: RolloutPolicy): RolloutDecision | undefined {
  const failing = told.filter(isMissing).map(({ name }) => name);
  const bound = countOf(max_failures, told.length);
  return failing.length > bound ? { kind: 'stop', failing, bound, told: told.length } : undefined;
}

function nextStep(
  amount: string,
  { step, isOver, nodes }: { step: number; isOver: boolean; nodes: readonly RolloutNode[] },
): RolloutDecision {
  const known = nodes.filter(({ isTold, silentSeconds }) => isTold || silentSeconds <= GONE_SECONDS);
  const room = Math.max(countOf(amount, known.length) - nodes.filter(({ isTold }) => isTold).length, 0);
  const present = nodes.filter(({ isTold, silentSeconds }) => !isTold && silentSeconds <= SILENT_SECONDS);
  const names = inTurn(present, amount.endsWith('%'))
    .slice(0, room)
    .map(({ name }) => name);
  // After the service was away all are silent: they are not passed over for that, but not waited for forever either.
  const areSilent = known.some(({ isTold, silentSeconds }) => !isTold && silentSeconds > SILENT_SECONDS);
  const areAllGone = known.length === 0 && nodes.length > 0;
  if (((areSilent && names.length < room) || areAllGone) && !isOver) return { kind: 'wait' };
  return { kind: 'tell', step, names };
}

function isMissing({ isWhole, isExcused }: RolloutNode): boolean {
  return !isWhole && !isExcused;
}

function isFirst({ isFirstOfToken }: RolloutNode): boolean {
  return isFirstOfToken;
}

/**
 * The order in which they are told: the first ones of all tokens, then the others, of each token in turn; for percentages as many
 * of a hundred of the first ones, and of the others of each token. So no token, whatever it makes up, decides what all others are
 * told.
 */
function inTurn(nodes: readonly RolloutNode[], isShare: boolean): RolloutNode[] {
  const firsts = nodes.filter(isFirst);
  const others = ofEachToken(nodes.filter((node) => !isFirst(node)));
  if (!isShare) return [...firsts, ...inOrder(others, (index) => index)];
  return inOrder([firsts, ...others], (index, { length }) => index / length);
}

function inOrder(
  groups: readonly RolloutNode[][],
  placeOf: (index: number, group: RolloutNode[]) => number,
): RolloutNode[] {
  const placed = groups.flatMap((group) => group.map((node, index) => ({ node, at: placeOf(index, group) })));
  return placed.sort((one, other) => one.at - other.at).map(({ node }) => node);
}

function ofEachToken(nodes: readonly RolloutNode[]): RolloutNode[][] {
  return [...Map.groupBy(nodes, ({ token }) => token).values()];
}

/** Percentages are rounded up: a step of more than none reaches one node at least. */
export function countOf(amount: string, all: number): number {
  return amount.endsWith('%') ? Math.ceil((Number(amount.slice(0, -1)) * all) / 100) : Number(amount);
}
