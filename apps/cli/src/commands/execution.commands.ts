import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import { EXECUTION_STATUSES, type ExecutionStatus, STAGES } from '@packyard/contracts';
import type { ExitCode } from '../cli-error';
import type { Context } from '../context';
import { table } from '../output';
import { summaryLines } from '../progress/summary';
import { follow } from './follow';
import { showOutput } from './show-output';

interface JsonOption {
  json?: true;
}

export function addExecutionCommands(
  program: Command,
  contextOf: () => Context,
  end: (exitCode: ExitCode) => void,
): void {
  const execution = program.command('execution').description('show, follow and cancel executions');
  const id = () => new Argument('<id>', 'number of the execution').argParser(executionId);

  execution
    .command('list')
    .description('list the newest executions')
    .addOption(new Option('--status <status>', 'only executions with this status').choices(EXECUTION_STATUSES))
    .option('--limit <number>', 'show at most this many, newest first', executionId, 20)
    .option('--json', 'print JSON')
    .action(async (options: JsonOption & { status?: ExecutionStatus; limit: number }) => {
      const { client, print, printJson, style } = contextOf();
      const executions = await client.executions(options.limit, options.status);
      if (options.json) {
        printJson(executions);
        return;
      }
      const rows = executions.map((item) => [
        String(item.id),
        item.action_ref,
        item.status,
        item.requested_by,
        item.created,
      ]);
      print(
        rows.length === 0
          ? ['There are no executions yet.']
          : table(['ID', 'ACTION', 'STATUS', 'BY', 'CREATED'], rows, style),
      );
    });

  execution
    .command('show')
    .description('show an execution and how far each of its packs has come')
    .addArgument(id())
    .option('--json', 'print JSON')
    .action(async (number: number, options: JsonOption) => {
      const { client, print, printJson, style } = contextOf();
      const found = await client.execution(number);
      if (options.json) {
        printJson(found);
        return;
      }
      const rows = found.packs.map((pack) => [
        pack.pack_ref ?? pack.source,
        pack.pack_version ?? '',
        // Not every action has every stage.
        ...STAGES.map((name) => pack.stages.find(({ stage }) => stage === name)?.status ?? '-'),
      ]);
      print([
        ...table(['PACK', 'VERSION', 'DOWNLOAD', 'RESOLVE', 'BUILD', 'REGISTER'], rows, style),
        ...summaryLines(found, style),
      ]);
    });

  execution
    .command('watch')
    .description('follow an execution to its end')
    .addArgument(id())
    .option('--json', 'print the execution as JSON when it has ended')
    .action(async (number: number, options: JsonOption) => {
      const context = contextOf();
      const found = await context.client.execution(number);
      end(await follow(context, found, { isJson: options.json === true }));
    });

  execution
    .command('logs')
    .description('show what the tools printed that built environments')
    .addArgument(id())
    .argument('[pack]', 'only what was done for the pack with this ref')
    .option('--follow', 'go on until the execution has ended')
    .option('--json', 'print JSON')
    .action(async (number: number, pack: string | undefined, options: JsonOption & { follow?: true }) => {
      const context = contextOf();
      if (options.json) context.printJson(await context.client.output(number, pack));
      else await showOutput(context, { executionId: number, pack, isFollowing: options.follow === true });
    });

  execution
    .command('cancel')
    .description('cancel an execution that has not ended yet')
    .addArgument(id())
    .option('--json', 'print JSON')
    .action(async (number: number, options: JsonOption) => {
      const { client, print, printJson } = contextOf();
      const cancelled = await client.cancel(number);
      if (options.json) printJson(cancelled);
      else print([`execution ${cancelled.id} ${cancelled.status}`]);
    });
}

function executionId(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
