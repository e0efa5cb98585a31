import { TRUST_MODES, type TrustPolicyView } from '@packyard/contracts';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { Context } from '../context';
import { table } from '../output';

interface JsonOption {
  json?: true;
}

interface SetOptions extends JsonOption {
  registry?: true;
  key?: string[];
  position?: number;
}

const HELP = `
The first policy that fits counts; without one, no signature is asked for. <pattern> is * for all, an absolute path or an
address, where * stands for any characters; a source may also be registry:<name>. End with a policy for *, so that no other
way to write an address gets around the others.

Examples:
  packyard trust set require 'https://packs.example.org/*' --registry
  packyard trust set off 'https://github.com/our-team/*'
  packyard trust set require '*'`;

/** Where signatures are asked for. */
export function addTrustCommands(program: Command, contextOf: () => Context): void {
  const trust = program.command('trust').description('where signatures of packs and indexes are asked for');
  addListCommand(trust, contextOf);
  addSetCommand(trust, contextOf);
  trust
    .command('remove <id>')
    .description('take a policy away')
    .option('--json', 'print JSON')
    .action(async (id: string, { json }: JsonOption) => {
      const { trust: client, print, printJson } = contextOf();
      const removed = await client.removePolicy(id);
      if (json) printJson(removed);
      else print([`policy ${removed.id} for ${removed.pattern} removed`]);
    });
}

function addListCommand(trust: Command, contextOf: () => Context): void {
  trust
    .command('list')
    .description('list the policies in the order in which they count')
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { trust: client, print, printJson, style } = contextOf();
      const policies = await client.policies();
      if (json) printJson(policies);
      else if (policies.length === 0) print(["No signatures are asked for. Try: packyard trust set warn '*'"]);
      else print(table(['ID', 'POSITION', 'FOR', 'PATTERN', 'MODE', 'KEYS'], policies.map(rowOf), style));
    });
}

function addSetCommand(trust: Command, contextOf: () => Context): void {
  trust
    .command('set')
    .description('say what becomes of what no trusted key has signed: refuse it, warn of it, or do not look')
    .addArgument(new Argument('<mode>').choices(TRUST_MODES))
    .argument('<pattern>', 'which sources, or registries')
    .option('--registry', 'for registries, by the address or path of their index (default: for sources)')
    .option('--key <id...>', 'only these keys count (default: all that are trusted)')
    .option('--position <number>', 'place in the order (default: where it is, or behind all others)', wholeNumber)
    .option('--json', 'print JSON')
    .addHelpText('after', HELP)
    .action(async (mode: TrustPolicyView['mode'], pattern: string, options: SetOptions) => {
      const { trust: client, print, printJson } = contextOf();
      const { registry, key, position, json } = options;
      const set = await client.setPolicy({
        applies_to: registry ? 'registry' : 'source',
        pattern,
        mode,
        keys: key ?? null,
        ...(position === undefined ? {} : { position }),
      });
      if (json) printJson(set);
      else print([`policy ${set.id}: ${set.mode} for ${set.applies_to} ${set.pattern}`]);
    });
}

function rowOf({ id, position, applies_to: subject, pattern, mode, keys }: TrustPolicyView): string[] {
  return [String(id), String(position), subject, pattern, mode, keys === null ? 'all' : keys.join(', ')];
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
