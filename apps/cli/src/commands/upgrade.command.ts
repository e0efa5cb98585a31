import type { Command } from 'commander';
import { hasEnded, InstallPacksOutput } from '@packyard/contracts';
import type { ExitCode } from '../cli-error';
import type { Context } from '../context';
import { absoluteSource } from './absolute-source';
import { follow } from './follow';
import { changeLines } from './generation.commands';

interface UpgradeOptions {
  force?: true;
  json?: true;
}

export function addUpgradeCommand(program: Command, contextOf: () => Context, end: (exitCode: ExitCode) => void): void {
  program
    .command('upgrade <source...>')
    .description('install newer versions, and tell which components that adds, changes and removes')
    .option('--force', 'as with install')
    .option('--json', 'print the execution as JSON')
    .action(async (sources: string[], { force, json }: UpgradeOptions) => {
      const context = contextOf();
      const parameters = { packs: sources.map(absoluteSource), enable: true, force: force === true };
      const execution = await context.client.submit('core.install_packs', parameters, undefined);
      end(await follow(context, execution, { isJson: json === true }));
      if (!json) await printChanges(context, execution.id);
    });
}

async function printChanges({ client, versions, print }: Context, id: number): Promise<void> {
  const ended = await client.execution(id);
  const result = hasEnded(ended.status) ? InstallPacksOutput.safeParse(ended.result) : undefined;
  for (const pack of result?.data?.installed_packs ?? []) {
    const { pack_ref: ref, pack_version: to, replaced_version: from } = pack;
    if (from === null) continue;
    const changes = await versions.changes(ref, { from, to });
    print([`${ref} ${changeLines(changes).join('\n')}`]);
  }
}
