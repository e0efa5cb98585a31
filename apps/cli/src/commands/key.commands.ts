import { basename } from 'node:path';
import type { TrustedKeyView } from '@packyard/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../command-context';
import type { NewKeyOptions } from '../signing/make-key';
import { readInputFile } from '../read-input-file';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import { type Column, render } from '../output/render';
import { styleFor } from '../progress/style';

interface AddOptions extends OutputOptions {
  name?: string;
  endorsement?: string;
  restore?: true;
}

const ADD_HELP = `
A key that is trusted already may vouch for its successor, so that nobody else has to be asked whether it is the right one:
  minisign -S -m new.pub -s old.key      (or packyard sign new.pub --key old.key)
  packyard key add new.pub --endorsement new.pub.minisig`;

export function addKeyCommands(program: Command, contextOf: () => CommandContext): void {
  const key = program.command('key').description('keys that packs are signed with, and those that the service trusts');
  addGenerateCommand(key);
  addListCommand(key, contextOf);
  addAddCommand(key, contextOf);
  addRemoveCommand(key, contextOf);
}

/** Works on this machine alone: no secret key ever gets to a service. */
function addGenerateCommand(key: Command): void {
  key
    .command('generate')
    .description("make a key on this machine, in minisign's files")
    .option('--out <file>', 'file of the secret key; the public one is called .pub', 'packyard.key')
    .option('--password-file <file>', 'file whose first line is the password to encrypt the key with')
    .option('--without-password', 'leave the key in the clear, for machines that sign by themselves')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ json, output, ...options }: NewKeyOptions & OutputOptions) => {
      const { makeKey } = await import('../signing/make-key.js');
      const made = await makeKey(options);
      const lines = [`key ${made.id}: ${made.secret_key_file}, keep it secret`, `public key: ${made.public_key_file}`];
      const shown = render(made, { json, output, style: styleFor(false) }, { lines: () => lines });
      process.stdout.write(`${shown.join('\n')}\n`);
    });
}

function addListCommand(key: Command, contextOf: () => CommandContext): void {
  key
    .command('list')
    .description('list the keys that the service trusts, and those that were removed')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { trust, show } = contextOf();
      const nothing = 'No key is trusted. Try: packyard key add <file>.pub';
      show(await trust.keys(), options, { columns: KEYS, nothing });
    });
}

function addAddCommand(key: Command, contextOf: () => CommandContext): void {
  key
    .command('add <file>')
    .description("trust the key in minisign's file of a public key")
    .option('--name <name>', 'whose it is (default: the name of the file)')
    .option('--endorsement <file>', 'signature of that file by a key that is trusted already')
    .option('--restore', 'trust a key again that was removed')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', ADD_HELP)
    .action(async (file: string, { name, endorsement, restore, ...options }: AddOptions) => {
      const { trust, show } = contextOf();
      const added = await trust.addKey({
        name: name ?? basename(file).replace(/\.pub$/, ''),
        public_key: await readInputFile(file),
        restore: restore === true,
        ...(endorsement === undefined ? {} : { endorsement: await readInputFile(endorsement) }),
      });
      show(added, options, { lines: (key) => [`key ${key.id} (${key.name}) is trusted`] });
    });
}

function addRemoveCommand(key: Command, contextOf: () => CommandContext): void {
  key
    .command('remove <id>')
    .description('trust a key no more; what it signed and is installed stays')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, options: OutputOptions) => {
      const { trust, show } = contextOf();
      show(await trust.removeKey(id), options, { lines: (key) => [`key ${key.id} (${key.name}) is trusted no more`] });
    });
}

const KEYS: readonly Column<TrustedKeyView>[] = [
  ['ID', ({ id }) => id],
  ['NAME', ({ name }) => name],
  ['ADDED BY', ({ added_by: by }) => by],
  ['ADDED', ({ added }) => added],
  ['ENDORSED BY', ({ endorsed_by: endorser }) => endorser],
  ['REMOVED', ({ removed, removed_by: remover }) => (removed === null ? null : `${removed} by ${remover ?? '-'}`)],
  ['PUBLIC KEY', ({ public_key: key }) => key.trim().split('\n').at(-1) ?? '', 'wide'],
];
