import { z } from 'zod';
import { patternProblem } from './source-pattern';

const MOST = 50;
const PACK_NAME = /^[a-z0-9][a-z0-9_.-]*$/;

const SourcePattern = z
  .string()
  .min(1)
  .max(1000)
  .superRefine((text, context) => {
    const problem = patternProblem(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

/** What a token may do less than its scope says. */
export const TokenLimits = z
  .strictObject({
    sources: z
      .array(SourcePattern)
      .min(1)
      .max(MOST)
      .optional()
      .describe(
        'It may install from these only, and change nothing else: https://git.example.org/team/*, registry:slack, ' +
          'registry:*@https://index.example.org/index.json. A * stands for any characters.',
      ),
    packs: z
      .array(z.string().max(255).regex(PACK_NAME, 'must be the name of a pack, such as slack'))
      .min(1)
      .max(MOST)
      .optional()
      .describe('It may install these only, and enable their versions. Without sources: by name from the registries.'),
    own_executions: z.boolean().optional().describe('It sees and cancels only executions that it requested itself.'),
  })
  .refine(
    ({ sources, packs, own_executions: own }) => sources !== undefined || packs !== undefined || own === true,
    'must have sources, packs or own_executions: leave limits out for a token without any',
  );
export type TokenLimits = z.infer<typeof TokenLimits>;

/** Whether only some of what the scope allows may be changed. */
export function limitsChanges({ sources, packs }: TokenLimits): boolean {
  return sources !== undefined || packs !== undefined;
}

/** The patterns of sources that are heeded; nothing when all are allowed. */
export function sourcePatternsOf({ sources, packs }: TokenLimits): readonly string[] | undefined {
  return sources ?? packs?.map((pack) => `registry:${pack}`);
}
