import type { Command } from 'commander';
import { hasEnded, InstallPacksOutput } from '@packyard/contracts';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { oneLine } from '../progress/text';
import { follow } from './follow';
import { changeLines } from './generation.commands';
import { addInstallOptions, installParameters, type InstallOptions } from './install-options';
import { isForPrograms, jsonOption, type OutputOptions, outputOption } from '../output/output-format';

export function addUpgradeCommand(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  const command = program
    .command('upgrade <source...>')
    .description('install and enable newer versions, and show which components that adds, changes and removes');
  addInstallOptions(command)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (sources: string[], { json, output, ...options }: InstallOptions & OutputOptions) => {
      const context = contextOf();
      const parameters = { ...installParameters(sources, options), enable: true };
      const execution = await context.client.submit('core.install_packs', parameters, options.idempotencyKey);
      end(await follow(context, execution, { json, output }));
      if (!isForPrograms({ json, output })) await printChanges(context, execution.id);
    });
}

async function printChanges({ client, versions, print }: CommandContext, id: number): Promise<void> {
  const ended = await client.execution(id);
  const result = hasEnded(ended.status) ? InstallPacksOutput.safeParse(ended.result) : undefined;
  for (const pack of result?.data?.installed_packs ?? []) {
    const { pack_ref: ref, pack_version: to, replaced_version: from } = pack;
    if (from === null) continue;
    const changes = await versions.changes(ref, { from, to });
    print([`${oneLine(ref)} ${changeLines(changes).join('\n')}`]);
  }
}
