import type { Command } from 'commander';
import type { Context } from '../context';
import { fields } from '../output';

export function addSecretCommands(program: Command, contextOf: () => Context): void {
  const secret = program.command('secret').description('the key that seals credentials in the database');
  secret
    .command('rotate')
    .description('seal all credentials with another key, while the service goes on working')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const { client, print, printJson } = contextOf();
      const done = await client.rotateSecret();
      if (json) printJson(done);
      else {
        print(
          fields([
            ['key', `${done.key_id} ${done.made ? '(a new one, in the file secret-key)' : '(the configured one)'}`],
            ['sealed again', String(done.resealed)],
          ]),
        );
      }
    });
}
