import type { Command } from 'commander';
import type { AuthorizeView } from '@packyard/contracts';
import { EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { oneLine } from '../progress/text';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

const HELP = `
Example:
  packyard rules test --user ada 'date:date --utc now'
  packyard rules test --user ada 'date:date --utc now' --at 0.2.0    before that version is enabled

Exit codes: 0 allowed, 1 denied, 2 no such user, bundle or command, 3 not reachable, 4 not authorised`;

export function addRulesCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  const rules = program.command('rules').description('find out what the rules of commands mean for a user');
  rules
    .command('test <command_line>')
    .description('tell whether a user may run a command line, and why')
    .requiredOption('--user <name>', 'user who would run it')
    .option('--at <version>', 'as if this version of the bundle were enabled')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (command: string, { user, at, ...options }: OutputOptions & { user: string; at?: string }) => {
      const { versions, show } = contextOf();
      const verdict = await versions.authorize({ user, command, ...(at === undefined ? {} : { version: at }) });
      show(verdict, options, { lines: verdictLines, names: ({ allowed }) => [allowed ? 'allowed' : 'denied'] });
      end(verdict.allowed ? EXIT_CODES.success : EXIT_CODES.failure);
    });
}

function verdictLines({
  allowed,
  reason,
  user,
  bundle,
  version,
  command,
  permissions,
  rules,
}: AuthorizeView): string[] {
  const may = allowed ? 'may' : 'may not';
  return [
    oneLine(`${allowed ? 'Allowed' : 'Denied'}: ${user} ${may} run ${bundle}:${command} of version ${version}.`),
    oneLine(reason),
    oneLine(`Permissions of ${user}: ${permissions.join(', ') || 'none'}`),
    ...rules.flatMap((rule, index) => [
      oneLine(`${index + 1}. ${rule.rule}`),
      ...rule.conditions.map(
        ({ text, outcome, why }) =>
          `   ${outcome ? 'true ' : 'false'}  ${oneLine(text)}${why && `  (${oneLine(why)})`}`,
      ),
      ...rule.permissions.map(({ text, held }) => `   ${held ? 'has  ' : 'lacks'}  ${oneLine(text)}`),
      `   ${outcomeOf(rule.allowed)}: ${oneLine(rule.reason)}`,
    ]),
  ];
}

function outcomeOf(allowed: boolean | null): string {
  if (allowed === null) return 'does not apply';
  return allowed ? 'allows' : 'denies';
}
