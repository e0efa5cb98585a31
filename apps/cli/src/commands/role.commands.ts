import type { Command } from 'commander';
import type { RoleView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { oneLine } from '../progress/text';
import { addResourceCommands } from './named-resource.commands';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

export function addRoleCommands(program: Command, contextOf: () => CommandContext): void {
  const role = program.command('role').description('manage roles, and the permissions of bundles that they stand for');
  addResourceCommands<RoleView>(
    role,
    {
      noun: 'role',
      list: () => contextOf().accounts.roles(),
      show: (name) => contextOf().accounts.role(name),
      create: (name) => contextOf().accounts.createRole(name),
      remove: (name) => contextOf().accounts.removeRole(name),
      lines: roleLines,
    },
    contextOf,
  );
  for (const [name, alias, isGranted] of [
    ['grant-permission', 'grant', true],
    ['revoke-permission', 'revoke', false],
  ] as const) {
    role
      .command(`${name} <role> <bundle> [permission]`)
      .alias(alias)
      .description(`${alias} a permission, given as bundle and permission or as bundle:permission`)
      .addOption(outputOption())
      .addOption(jsonOption())
      .action(async (of: string, bundle: string, permission: string | undefined, options: OutputOptions) => {
        const context = contextOf();
        const grant = permission === undefined ? grantOf(bundle) : { bundle, permission };
        context.show(await context.accounts.setGrant(of, grant, isGranted), options, { lines: roleLines });
      });
  }
}

function roleLines({ name, permissions, groups }: RoleView): string[] {
  return fields([
    ['role', name],
    ['permissions', permissions.map(({ bundle, permission }) => `${bundle}:${permission}`).join(', ') || 'none'],
    ['groups', groups.join(', ') || 'none'],
  ]);
}

function grantOf(text: string): { bundle: string; permission: string } {
  const [, bundle, permission] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  if (bundle !== undefined && permission !== undefined) return { bundle, permission };
  throw new CliError(
    `'${oneLine(text)}' is not a permission.`,
    'Write bundle:permission, or the bundle and then the permission.',
    EXIT_CODES.usage,
  );
}
