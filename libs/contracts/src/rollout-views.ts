import { z } from 'zod';
import { visible } from './visible-text';

/** How a generation goes out to the machines that run actions (`docs/nodes.md`). */

const MAX_STEPS = 20;
const MAX_STEP_SECONDS = 7 * 24 * 3600;

/** So many nodes, or so many of a hundred. */
export const NodeAmount = z.string().refine((text) => /^(\d{1,5}|(\d|[1-9]\d|100)%)$/.test(text), {
  error: ({ input }) =>
    `${visible(String(input).slice(0, 20))} is neither a number of nodes nor a percentage such as 10%`,
});

/** As far as they can be compared: numbers with numbers, percentages with percentages. */
function goUp(steps: readonly string[]): boolean {
  return [steps.filter((each) => each.endsWith('%')), steps.filter((each) => !each.endsWith('%'))].every((alike) =>
    alike.every((each, index) => index === 0 || parseInt(each, 10) > parseInt(alike[index - 1] ?? '', 10)),
  );
}

export const RolloutPolicy = z.strictObject({
  steps: z
    .array(NodeAmount)
    .max(MAX_STEPS)
    .refine(goUp, { error: 'must go up: each step reaches more nodes than the one before' })
    .describe(
      'How many nodes show a generation after each step; after the last one come all others. None: all at once.',
    ),
  max_failures: NodeAmount.default('0').describe('Of the nodes that were told; when more fail, the rollout stops.'),
  step_seconds: z
    .int()
    .min(10)
    .max(MAX_STEP_SECONDS)
    .default(600)
    .describe('How long the nodes of a step may take until they show the generation.'),
});
export type RolloutPolicy = z.infer<typeof RolloutPolicy>;

/** `stopped`: nodes that it has not reached stay on what they have, until somebody goes on or rolls back. */
export const ROLLOUT_STATUSES = ['running', 'stopped', 'complete'] as const;
export type RolloutStatus = (typeof ROLLOUT_STATUSES)[number];

const nodes = z.int().min(0);

export const RolloutView = z.object({
  policy: RolloutPolicy.required(),
  status: z.enum(ROLLOUT_STATUSES),
  generation: z.int().describe('What goes out, or is out.'),
  base_generation: z.int().describe('What nodes are told that it has not reached; the same when it is complete.'),
  step: z.int().describe('Which step was begun last, from 1 on; 0: none yet.'),
  step_count: z.int().describe('With the last one, which reaches all others.'),
  reason: z.string().nullable().describe('Why it was stopped.'),
  hint: z.string().nullable().describe('What can be done about it.'),
  nodes: z.object({
    all: nodes,
    told: nodes.describe('They are to show the generation.'),
    whole: nodes.describe('They were told, and show it.'),
    failed: nodes.describe('They were told, and could not show it so far.'),
    held: nodes.describe('It has not reached them yet.'),
  }),
  started: z.iso.datetime().nullable().describe('Null: all nodes are told at once.'),
  step_started: z.iso.datetime().nullable(),
});
export type RolloutView = z.infer<typeof RolloutView>;

export const ResumeBody = z.strictObject({
  all: z.boolean().default(false).describe('Reach all other nodes at once, without further steps.'),
});
