import { TRUST_MODES, type TrustPolicyView } from '@packyard/contracts';
import { Argument, type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../command-context';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface SetOptions extends OutputOptions {
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
export function addTrustCommands(program: Command, contextOf: () => CommandContext): void {
  const trust = program.command('trust').description('where signatures of packs and indexes are asked for');
  addListCommand(trust, contextOf);
  addSetCommand(trust, contextOf);
  trust
    .command('remove <id>')
    .description('take a policy away')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (id: string, options: OutputOptions) => {
      const { trust: client, show } = contextOf();
      show(await client.removePolicy(id), options, {
        lines: (removed) => [`policy ${removed.id} for ${removed.pattern} removed`],
      });
    });
}

function addListCommand(trust: Command, contextOf: () => CommandContext): void {
  trust
    .command('list')
    .description('list the policies in the order in which they count')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (options: OutputOptions) => {
      const { trust: client, show } = contextOf();
      const nothing = "No signatures are asked for. Try: packyard trust set warn '*'";
      show(await client.policies(), options, { columns: POLICIES, nothing });
    });
}

function addSetCommand(trust: Command, contextOf: () => CommandContext): void {
  trust
    .command('set')
    .description('say what becomes of what no trusted key has signed: refuse it, warn of it, or do not look')
    .addArgument(new Argument('<mode>').choices(TRUST_MODES))
    .argument('<pattern>', 'which sources, or registries')
    .option('--registry', 'for registries, by the address or path of their index (default: for sources)')
    .option('--key <id...>', 'only these keys count (default: all that are trusted)')
    .option('--position <number>', 'place in the order (default: where it is, or behind all others)', wholeNumber)
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (mode: TrustPolicyView['mode'], pattern: string, options: SetOptions) => {
      const { trust: client, show } = contextOf();
      const { registry, key, position, ...asked } = options;
      const set = await client.setPolicy({
        applies_to: registry ? 'registry' : 'source',
        pattern,
        mode,
        keys: key ?? null,
        ...(position === undefined ? {} : { position }),
      });
      show(set, asked, {
        lines: (policy) => [`policy ${policy.id}: ${policy.mode} for ${policy.applies_to} ${policy.pattern}`],
      });
    });
}

const POLICIES: readonly Column<TrustPolicyView>[] = [
  ['ID', ({ id }) => String(id)],
  ['POSITION', ({ position }) => String(position)],
  ['FOR', ({ applies_to: subject }) => subject],
  ['PATTERN', ({ pattern }) => pattern],
  ['MODE', ({ mode }) => mode],
  ['KEYS', ({ keys }) => (keys === null ? 'all' : keys.join(', '))],
];

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}
