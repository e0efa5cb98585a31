import type { Command } from 'commander';
import { jsonText } from '../output';
import type { NewKeyOptions } from '../signing/make-key';

export function addKeyCommands(program: Command): void {
  const key = program.command('key').description('keys that packs are signed with');
  addGenerateCommand(key);
}

/** Works on this machine alone: no secret key ever gets to a service. */
function addGenerateCommand(key: Command): void {
  key
    .command('generate')
    .description("make a key on this machine, in minisign's files")
    .option('--out <file>', 'file of the secret key; the public one is called .pub', 'packyard.key')
    .option('--password-file <file>', 'file whose first line is the password to encrypt the key with')
    .option('--without-password', 'leave the key in the clear, for machines that sign by themselves')
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: NewKeyOptions & { json?: true }) => {
      const { makeKey } = await import('../signing/make-key.js');
      const made = await makeKey(options);
      const lines = [`key ${made.id}: ${made.secret_key_file}, keep it secret`, `public key: ${made.public_key_file}`];
      process.stdout.write(`${json ? jsonText(made) : lines.join('\n')}\n`);
    });
}
