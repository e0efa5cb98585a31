import { z } from 'zod';
import type { Source } from './source';

const PATTERN = /^(registry:[a-z0-9*][a-z0-9_.*-]*|[a-z][a-z0-9+.-]*:\/\/[^/*?#\s]+\/[^?#\s]*)$/;
// What some servers decode once more, so that it leads elsewhere than it seems.
const AMBIGUOUS = /%2f|%5c|%2e|\\|\/\.{1,2}(\/|$)/i;

/** What a token may do less than its scope says. */
export const TokenLimits = z.strictObject({
  sources: z
    .array(
      z
        .string()
        .max(300)
        .regex(
          PATTERN,
          'must look like registry:slack, registry:* or https://git.example.org/team/*, the host without *',
        ),
    )
    .min(1)
    .max(50)
    .optional()
    .describe(
      'It may install from these only, and do nothing else that changes anything; * stands for any characters.',
    ),
  own_executions: z.boolean().optional().describe('It sees and cancels only executions that it requested itself.'),
});
export type TokenLimits = z.infer<typeof TokenLimits>;

/** Whether a pack may be installed from there. What its dependencies are, is for the pack and the configured registries to say. */
export function isWithin({ sources }: TokenLimits, source: Source): boolean {
  if (sources === undefined) return true;
  const place = placeOf(source);
  return place !== undefined && sources.some((pattern) => matches(pattern, place));
}

/** Undefined when no pattern can allow it. */
function placeOf(source: Source): string | undefined {
  if (source.kind === 'registry') return source.registryUrl === undefined ? `registry:${source.ref}` : undefined;
  if (source.kind !== 'git' && source.kind !== 'archive' && source.kind !== 'bundle') return undefined;
  return URL.canParse(source.url) && !AMBIGUOUS.test(source.url) ? new URL(source.url).href : undefined;
}

function matches(pattern: string, place: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(place);
}
