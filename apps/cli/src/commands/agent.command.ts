import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { NodeName } from '@packyard/contracts';
import { type Command, InvalidArgumentError } from 'commander';
import { callerEnvironment, type CommandContext } from '../command-context';

const HELP = `
Packs are reached by <folder>/packs/<name>, as in the home of a service. PACKYARD_CONTENT_STORE says where their content is
fetched from, PACKYARD_HOST_ACCESS how that wants to be asked. The token needs the scope agent.

Example:
  packyard auth token create runner-1 --scope agent
  PACKYARD_TOKEN=… packyard --api-url https://packyard.example.org agent --name runner-1 --folder /var/lib/packyard`;

interface AgentOptions {
  name: string;
  folder: string;
  keep: number;
  keepMinutes: number;
}

/** Runs until it is asked to end. */
export function addAgentCommand(program: Command, contextOf: () => CommandContext, version: string): void {
  program
    .command('agent')
    .description('keep a machine that runs actions in step with what is enabled')
    .option('--name <name>', 'what the machine is called', nodeName, hostname())
    .requiredOption('--folder <folder>', 'where packs and environments lie; of this agent alone')
    .option('--keep <count>', 'generations that are kept, for an instant way back', count, 3)
    .option('--keep-minutes <minutes>', 'keep what was replaced less long ago as well: it may still run', count, 60)
    .addHelpText('after', HELP)
    .action(async ({ name, folder, keep, keepMinutes }: AgentOptions) => {
      const { connection, tell } = contextOf();
      // It brings along what fetches and checks content, for which no other command should have to wait.
      const { runAgent } = await import('../agent/run-agent.js');
      const policy = { keep, keepMs: keepMinutes * 60_000 };
      const environment = callerEnvironment();
      await runAgent({ name, folder: resolve(folder), version, policy, connection, environment, say: tell });
    });
}

function nodeName(text: string): string {
  const { data } = NodeName.safeParse(text);
  if (data === undefined) throw new InvalidArgumentError("It has to consist of letters, digits and '_', '.', '-'.");
  return data;
}

function count(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
