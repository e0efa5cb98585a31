import { text } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import { SETTING_LAYERS, type SettingLayer, type SettingView } from '@packyard/contracts';
import { CliError, EXIT_CODES } from '../cli-error';
import type { CommandContext } from '../command-context';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import type { Column } from '../output/render';

interface Place {
  bundle: string;
  layer?: SettingLayer;
  owner?: string;
  key?: string;
}

const SET_HELP = `
A value of - is read from standard input, so that it stands in no list of processes and no history.

Examples:
  packyard config set -b deploy -k REGION eu-west-1
  packyard config set -b deploy -l user -o ada -k REGION us-east-1
  packyard config set -b deploy -k TOKEN --secret - < token`;

/** Settings of bundles, with the options of Gort's client. */
export function addConfigCommands(program: Command, contextOf: () => CommandContext): void {
  const config = program.command('config').description('what a platform hands to the commands of a bundle, by layer');
  placed(config.command('get').description('show settings; all that fit when an option is not given'))
    .addOption(outputOption({ hasShort: false }))
    .addOption(jsonOption())
    .action(async ({ json, output, bundle, ...place }: Place & OutputOptions) => {
      const { settings, show } = contextOf();
      show(
        await settings.list(bundle, place),
        { json, output },
        {
          columns: SETTINGS,
          nothing: `There are no such settings of ${bundle}.`,
          names: (found) => found.map(({ key }) => key),
        },
      );
    });
  placed(config.command('set <value>').description('set a value'))
    .option('-s, --secret', 'seal it: it is never shown again')
    .addHelpText('after', SET_HELP)
    .action(async (given: string, { secret, ...place }: Place & { secret?: true }) => {
      const address = addressOf(place);
      const value = given === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : given;
      const { settings, print } = contextOf();
      await settings.set(place.bundle, address, { value, secret: secret === true });
      print([`Configuration set: ${describeSetting(place.bundle, address)}`]);
    });
  placed(config.command('delete').description('delete a value')).action(async (place: Place) => {
    const address = addressOf(place);
    const { settings, print } = contextOf();
    await settings.remove(place.bundle, address);
    print([`Configuration deleted: ${describeSetting(place.bundle, address)}`]);
  });
}

function placed(command: Command): Command {
  return command
    .requiredOption('-b, --bundle <bundle>', 'the bundle')
    .addOption(new Option('-l, --layer <layer>', 'what it is for').choices(SETTING_LAYERS))
    .option('-o, --owner <owner>', 'the room, group or user')
    .option('-k, --key <key>', 'the name of the value');
}

/** A change is about one setting. */
function addressOf({ layer = 'bundle', owner, key }: Place): { layer: SettingLayer; owner: string; key: string } {
  for (const [name, value] of [
    ['--key', key],
    ['--owner', owner],
  ])
    if (value?.trim() === '')
      throw new CliError(`${name} is empty.`, 'Is a variable in the command not set?', EXIT_CODES.usage);
  if (key === undefined) throw new CliError('--key is missing.', 'Name the value with --key.', EXIT_CODES.usage);
  if (layer !== 'bundle' && owner === undefined) {
    throw new CliError(`--owner is missing.`, `Name the ${layer} with --owner.`, EXIT_CODES.usage);
  }
  if (layer === 'bundle' && owner !== undefined) {
    throw new CliError(
      `--owner ${owner} says nothing without --layer.`,
      `Add --layer ${SETTING_LAYERS.slice(1).join(', ')}, or leave the owner out.`,
      EXIT_CODES.usage,
    );
  }
  return { layer, owner: owner ?? '-', key };
}

function describeSetting(bundle: string, { layer, owner, key }: ReturnType<typeof addressOf>): string {
  const whose = layer === 'bundle' ? [] : [`owner=${JSON.stringify(owner)}`];
  return [
    `bundle=${JSON.stringify(bundle)}`,
    `layer=${JSON.stringify(layer)}`,
    ...whose,
    `key=${JSON.stringify(key)}`,
  ].join(' ');
}

const SETTINGS: readonly Column<SettingView>[] = [
  ['BUNDLE', ({ bundle }) => bundle],
  ['LAYER', ({ layer }) => layer],
  ['OWNER', ({ owner }) => owner],
  ['KEY', ({ key }) => key],
  ['VALUE', ({ value, secret }) => (secret ? '<secret>' : (value ?? ''))],
];
