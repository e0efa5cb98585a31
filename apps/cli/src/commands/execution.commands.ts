import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { EXECUTION_STATUSES, type ExecutionStatus, type ExecutionView, STAGES } from '@packyard/contracts';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { table } from '../output';
import { isForPrograms, jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import { summaryLines } from '../progress/summary';
import { EXECUTIONS } from './execution-columns';
import { follow } from './follow';
import { assertHasPack, showOutput } from './show-output';

export function addExecutionCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  const execution = program.command('execution').description('show, follow and cancel executions');
  const id = () => new Argument('<id>', 'number of the execution').argParser(executionId);

  execution
    .command('list')
    .description('list the newest executions')
    .addOption(new Option('--status <status>', 'only executions with this status').choices(EXECUTION_STATUSES))
    .option('--limit <number>', 'show at most this many, newest first', executionId, 20)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ limit, status, ...options }: OutputOptions & { status?: ExecutionStatus; limit: number }) => {
      const { client, show } = contextOf();
      const nothing = 'There are no executions yet.';
      show(await client.executions(limit, status), options, { columns: EXECUTIONS, nothing });
    });

  execution
    .command('show')
    .description('show an execution and how far each of its packs has come')
    .addArgument(id())
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (number: number, options: OutputOptions) => {
      const { client, show, style } = contextOf();
      show(await client.execution(number), options, {
        lines: (found, isWide) => [...packLines(found, { isWide, style }), ...summaryLines(found, style)],
      });
    });

  execution
    .command('watch')
    .description('follow an execution to its end')
    .addArgument(id())
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (number: number, options: OutputOptions) => {
      const context = contextOf();
      end(await follow(context, await context.client.execution(number), options));
    });

  addLogs(execution, id(), contextOf);

  execution
    .command('cancel')
    .description('cancel an execution that has not ended yet')
    .addArgument(id())
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (number: number, options: OutputOptions) => {
      const { client, show } = contextOf();
      show(await client.cancel(number), options, { lines: ({ id: of, status }) => [`execution ${of} ${status}`] });
    });
}

function addLogs(execution: Command, id: Argument, contextOf: () => CommandContext): void {
  execution
    .command('logs')
    .description('show what the tools printed that built environments')
    .addArgument(id)
    .argument('[pack]', 'only what was done for the pack with this ref')
    .option('--follow', 'go on until the execution has ended')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (number: number, pack: string | undefined, given: OutputOptions & { follow?: true }) => {
      const { follow: isFollowing = false, ...options } = given;
      const context = contextOf();
      if (!isForPrograms(options)) return showOutput(context, { executionId: number, pack, isFollowing });
      const found = await context.client.output(number, pack);
      if (pack !== undefined && found.outputs.length === 0) await assertHasPack(context.client, number, pack);
      context.show(found, options, {
        lines: () => [],
        names: ({ outputs }) => [...new Set(outputs.map(({ pack_ref: ref }) => ref ?? 'environment'))],
      });
    });
}

function packLines(
  { packs }: ExecutionView,
  { isWide, style }: { isWide: boolean; style: CommandContext['style'] },
): string[] {
  const rows = packs.map((pack) => [
    pack.pack_ref ?? pack.source,
    pack.pack_version ?? '',
    // Not every action has every stage.
    ...STAGES.map((name) => pack.stages.find(({ stage }) => stage === name)?.status ?? '-'),
    ...(isWide ? [pack.source, pack.chosen_because ?? '-'] : []),
  ]);
  const more = isWide ? ['SOURCE', 'CHOSEN BECAUSE'] : [];
  return table(['PACK', 'VERSION', 'DOWNLOAD', 'RESOLVE', 'BUILD', 'REGISTER', ...more], rows, style);
}

function executionId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
