import type { Command } from 'commander';
import type { CommandContext } from '../command-context';
import { fields } from '../output';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

export function addSecretCommands(program: Command, contextOf: () => CommandContext): void {
  const secret = program.command('secret').description('the key that seals credentials in the database');
  secret
    .command('rotate')
    .description('seal all credentials with another key, while the service goes on working')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { client, show } = contextOf();
      show(await client.rotateSecret(), options, {
        lines: ({ key_id: id, made, resealed }) =>
          fields([
            ['key', `${id} ${made ? '(a new one, in the file secret-key)' : '(the configured one)'}`],
            ['sealed again', String(resealed)],
          ]),
        names: ({ key_id: id }) => [id],
      });
    });
}
