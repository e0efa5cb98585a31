import { setTimeout as delay } from 'node:timers/promises';
import { type ExecutionOutput, hasEnded } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { CommandContext } from '../command-context';
import { oneLine } from '../progress/text';

const INTERVAL_MS = 1000;

interface Asked {
  executionId: number;
  pack: string | undefined;
  isFollowing: boolean;
}

type Output = ExecutionOutput['outputs'][number];

/** Prints outputs under a heading each; when following, what is new of each until the execution has ended. */
export async function showOutput(
  { client, print, style }: Pick<CommandContext, 'client' | 'print' | 'style'>,
  { executionId, pack, isFollowing }: Asked,
): Promise<void> {
  const shown = new Map<string, number>();
  let heading: string | undefined;
  for (;;) {
    // Asked first: what is printed before the end is in the outputs that are asked for after it.
    const isLast = !isFollowing || hasEnded((await client.execution(executionId)).status);
    const { outputs } = await client.output(executionId, pack);
    for (const output of outputs) {
      const name = headingOf(output);
      const news = newsOf(output, shown, isLast);
      if (news === '') continue;
      print([...(name === heading ? [] : [style.bold(name)]), ...news.replace(/\n$/, '').split('\n')]);
      heading = name;
    }
    if (isLast) break;
    await delay(INTERVAL_MS);
  }
  if (shown.size > 0) return;
  if (pack !== undefined) await assertHasPack(client, executionId, pack);
  print([`Nothing was built${pack === undefined ? '' : ` for ${pack}`} in execution ${executionId}.`]);
}

/** @throws CliError, so that a name that is misspelt is not taken for a pack for which nothing was built */
export async function assertHasPack(
  client: CommandContext['client'],
  executionId: number,
  pack: string,
): Promise<void> {
  const { packs } = await client.execution(executionId);
  const refs = packs.map(({ pack_ref: ref }) => ref).filter((ref) => ref !== null);
  if (refs.includes(pack)) return;
  throw new CliError(
    oneLine(`Execution ${executionId} has no pack '${pack}'.`),
    oneLine(refs.length === 0 ? 'None of its packs has a name yet.' : `It has ${refs.join(', ')}.`),
    EXIT_CODES.usage,
  );
}

/** What follows what was shown already: whole lines, except at the end. */
function newsOf(output: Output, shown: Map<string, number>, isLast: boolean): string {
  const key = `${output.task_id}/${output.attempt}`;
  const from = shown.get(key) ?? 0;
  const to = isLast ? output.text.length : output.text.lastIndexOf('\n') + 1;
  if (to > from) shown.set(key, to);
  return output.text.slice(from, to);
}

function headingOf({ pack_ref: ref, runtime, attempt }: Output): string {
  return `== ${ref ?? 'environment'} · ${runtime ?? 'build'}${attempt > 1 ? ` · attempt ${attempt}` : ''}`;
}
