import { basename } from 'node:path';
import type { TrustedKeyView } from '@packyard/contracts';
import type { Command } from 'commander';
import type { Context } from '../context';
import { jsonText, table } from '../output';
import type { NewKeyOptions } from '../signing/make-key';
import { readNamed } from '../read-named';

interface JsonOption {
  json?: true;
}

interface AddOptions extends JsonOption {
  name?: string;
  endorsement?: string;
  restore?: true;
}

const ADD_HELP = `
A key that is trusted already may vouch for its successor, so that nobody else has to be asked whether it is the right one:
  minisign -S -m new.pub -s old.key      (or packyard sign new.pub --key old.key)
  packyard key add new.pub --endorsement new.pub.minisig`;

export function addKeyCommands(program: Command, contextOf: () => Context): void {
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
    .option('--json', 'print JSON')
    .action(async ({ json, ...options }: NewKeyOptions & JsonOption) => {
      const { makeKey } = await import('../signing/make-key.js');
      const made = await makeKey(options);
      const lines = [`key ${made.id}: ${made.secret_key_file}, keep it secret`, `public key: ${made.public_key_file}`];
      process.stdout.write(`${json ? jsonText(made) : lines.join('\n')}\n`);
    });
}

function addListCommand(key: Command, contextOf: () => Context): void {
  key
    .command('list')
    .description('list the keys that the service trusts, and those that were removed')
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { trust, print, printJson, style } = contextOf();
      const keys = await trust.keys();
      if (json) printJson(keys);
      else if (keys.length === 0) print(['No key is trusted. Try: packyard key add <file>.pub']);
      else print(table(['ID', 'NAME', 'ADDED BY', 'ADDED', 'ENDORSED BY', 'REMOVED'], keys.map(rowOf), style));
    });
}

function addAddCommand(key: Command, contextOf: () => Context): void {
  key
    .command('add <file>')
    .description("trust the key in minisign's file of a public key")
    .option('--name <name>', 'whose it is (default: the name of the file)')
    .option('--endorsement <file>', 'signature of that file by a key that is trusted already')
    .option('--restore', 'trust a key again that was removed')
    .option('--json', 'print JSON')
    .addHelpText('after', ADD_HELP)
    .action(async (file: string, { name, endorsement, restore, json }: AddOptions) => {
      const { trust, print, printJson } = contextOf();
      const added = await trust.addKey({
        name: name ?? basename(file).replace(/\.pub$/, ''),
        public_key: await readNamed(file),
        restore: restore === true,
        ...(endorsement === undefined ? {} : { endorsement: await readNamed(endorsement) }),
      });
      if (json) printJson(added);
      else print([`key ${added.id} (${added.name}) is trusted`]);
    });
}

function addRemoveCommand(key: Command, contextOf: () => Context): void {
  key
    .command('remove <id>')
    .description('trust a key no more; what it signed and is installed stays')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: JsonOption) => {
      const { trust, print, printJson } = contextOf();
      const removed = await trust.removeKey(id);
      if (json) printJson(removed);
      else print([`key ${removed.id} (${removed.name}) is trusted no more`]);
    });
}

function rowOf({ id, name, added_by: by, added, endorsed_by: endorser, removed, removed_by: remover }: TrustedKeyView) {
  return [id, name, by, added, endorser ?? '-', removed === null ? '-' : `${removed} by ${remover ?? '-'}`];
}
