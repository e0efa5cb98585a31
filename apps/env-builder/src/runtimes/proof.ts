import { RejectedError } from '@packyard/contracts';
import type { CommandResult } from '@packyard/sandbox';
import { z } from 'zod';

const Proof = z.object({ count: z.int(), problems: z.array(z.string()), warnings: z.array(z.string()) });
export type Proof = z.infer<typeof Proof>;

/**
 * Reads the last line that a proof printed.
 * @throws RejectedError ENVIRONMENT_UNUSABLE when it found problems, or did not come to its end
 */
export function readProof(result: CommandResult): Proof {
  const lastLine = result.stdout.trim().split('\n').at(-1) ?? '';
  const proof = Proof.safeParse(parseJson(lastLine));
  if (!proof.success) {
    throw unusable(`trying it out ended with code ${result.exitCode}: ${result.stderr.trim().slice(-500)}`);
  }
  if (proof.data.problems.length > 0) throw unusable(proof.data.problems.join('; '));
  return proof.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unusable(reason: string): RejectedError {
  return new RejectedError('ENVIRONMENT_UNUSABLE', `The environment was installed but does not work: ${reason}.`, {
    hint: 'Pin versions that work together in the requirements of the pack, and submit it again.',
  });
}
