import type { ServiceSummary } from '@packyard/contracts';
import type { Command } from 'commander';
import type { ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

export function addDoctorCommand(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  program
    .command('doctor')
    .description('say what keeps foreign code in its place, and what to do where that is weak')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { client, connection, show } = contextOf();
      const summary = await client.summary();
      show(summary, options, {
        lines: (found) => [`service      ${connection.url} answers`, ...containmentLines(found)],
        names: ({ containment = [] }) => containment.map(({ kind }) => kind),
      });
      if (isUnsafe(summary)) end(1);
    });
}

function containmentLines({ containment }: ServiceSummary): string[] {
  if (containment === undefined) return ['containment  unknown, because the database of the service does not answer'];
  if (containment.length === 0) return ['containment  unknown, because no worker is there that runs foreign code'];
  return containment.flatMap(({ kind, description, warnings, workers }) => [
    `containment  ${kind} in ${workers} ${workers === 1 ? 'worker' : 'workers'}: ${description}`,
    ...warnings.map((warning) => `  ! ${warning}`),
  ]);
}

function isUnsafe({ containment }: ServiceSummary): boolean {
  return containment === undefined || containment.some(({ kind }) => kind === 'none');
}
