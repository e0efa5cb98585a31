import { z } from 'zod';
import { RUNTIMES } from './environment';

/** What machines that run actions are told, and what they tell (`docs/nodes.md`). */

/** More of them are not reported: what is wrong with one is mostly wrong with all. */
export const NODE_FAILURES = 20;
const MAX_CHARACTERS = 1000;
const MAX_NAME_CHARACTERS = 100;
const generation = z.int().min(0).max(2_147_483_647);

/** As host names are written. */
export const NodeName = z
  .string()
  .max(MAX_NAME_CHARACTERS)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "must consist of letters, digits and '_', '.', '-'");

const Content = z.string().nullable().describe('What it is called in the content store; null: it is not there.');

export const WantedEnvironmentView = z.object({
  runtime: z.enum(RUNTIMES),
  fingerprint: z.string(),
  path: z.string().describe("Relative to the home's store/environments."),
  platform: z.string().nullable().describe('Where it was built, such as linux-x64; null: that was not noted.'),
  content: Content,
});
export type WantedEnvironmentView = z.infer<typeof WantedEnvironmentView>;

export const WantedPackView = z.object({
  ref: z.string(),
  version: z.string(),
  digest: z.string(),
  storage_path: z.string().describe("Relative to the home's store/packs."),
  content: Content,
  environments: z.array(WantedEnvironmentView),
});
export type WantedPackView = z.infer<typeof WantedPackView>;

export const WantedView = z.object({
  state: z.string().describe('Names all of it: with `after`, one is told only what differs from it.'),
  generation: z.int(),
  packs: z.array(WantedPackView),
});
export type WantedView = z.infer<typeof WantedView>;

/** What a node says it is doing. */
export const NODE_ACTIVITIES = ['in_step', 'working', 'failed'] as const;

const text = z.string().max(MAX_CHARACTERS);
export const NodeFailure = z.object({ subject: text.describe('Such as pack slack.'), message: text, hint: text });
export type NodeFailure = z.infer<typeof NodeFailure>;

export const NodeReport = z.strictObject({
  generation: generation.nullable().describe('What it shows; null: nothing yet.'),
  target: generation.nullable().describe('What it is to show, as far as it knows.'),
  activity: z.enum(NODE_ACTIVITIES),
  failures: z.array(NodeFailure).max(NODE_FAILURES).default([]),
  platform: z.string().max(MAX_NAME_CHARACTERS),
  version: z.string().max(MAX_NAME_CHARACTERS).describe('Of the agent.'),
});
export type NodeReport = z.infer<typeof NodeReport>;

/** `stale`: it has not reported for a while; `held`: it shows all that it was told, and a rollout has not reached it yet. */
export const NODE_STATES = ['in_step', 'behind', 'held', 'failed', 'stale'] as const;
export type NodeState = (typeof NODE_STATES)[number];

export const NodeView = z.object({
  name: z.string(),
  state: z.enum(NODE_STATES),
  generation: z.int().nullable(),
  lag: z.int().describe('How many generations it is behind.'),
  lag_seconds: z.number().describe('For how long it has not been what is wanted.'),
  failures: z.array(NodeFailure),
  platform: z.string(),
  version: z.string(),
  reported: z.iso.datetime(),
  created: z.iso.datetime(),
  token: z.string().describe('Whose name it is: of the token that reported first.'),
});
export type NodeView = z.infer<typeof NodeView>;
