import type { Command } from 'commander';
import type { AuthorizeView } from '@packyard/contracts';
import { EXIT_CODES, type ExitCode } from '../cli-error';
import type { Context } from '../context';

export function addRulesCommands(program: Command, contextOf: () => Context, end: (exitCode: ExitCode) => void): void {
  const rules = program.command('rules').description('see what the rules of commands mean for a user');
  rules
    .command('test <command_line>')
    .description('whether a user may run a command line, and why; ends with 0 when allowed, with 1 when not')
    .requiredOption('--user <name>', 'who would run it')
    .option('--json', 'print JSON')
    .addHelpText('after', "\nExample:\n  packyard rules test --user ada 'date:date --utc now'")
    .action(async (command: string, { user, json }: { user: string; json?: true }) => {
      const { versions, print, printJson } = contextOf();
      const verdict = await versions.authorize({ user, command });
      if (json) printJson(verdict);
      else print(verdictLines(verdict));
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
  return [
    `${allowed ? 'Allowed' : 'Denied'}: ${user} ${allowed ? 'may' : 'may not'} run ${bundle}:${command} of version ${version}.`,
    reason,
    `Permissions of ${user}: ${permissions.join(', ') || 'none'}`,
    ...rules.flatMap((rule, index) => [
      `${index + 1}. ${rule.rule}`,
      ...rule.conditions.map(
        ({ text, outcome, why }) => `   ${outcome ? 'true ' : 'false'}  ${text}${why && `  (${why})`}`,
      ),
      ...rule.permissions.map(({ text, held }) => `   ${held ? 'has  ' : 'lacks'}  ${text}`),
      `   ${outcomeOf(rule.allowed)}: ${rule.reason}`,
    ]),
  ];
}

function outcomeOf(allowed: boolean | null): string {
  if (allowed === null) return 'does not apply';
  return allowed ? 'allows' : 'denies';
}
