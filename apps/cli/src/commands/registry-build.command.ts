import { type Command, InvalidArgumentError } from 'commander';
import type { BuildRegistryOptions } from './build-registry';
import { jsonOption, outputOption } from '../output/output-format';

const HELP = `
Every folder directly below <folder> that has a pack.yaml becomes an archive, next to an index.json; any web server can
publish them. The same packs always make the same archives, byte for byte.
A pack that can't be read is named and left out; the command ends with 1 then.

Examples:
  packyard registry build ./packs --out ./public --base-url https://packs.example.org
  packyard registry build ./packs --out ./public --merge ./public/index.json
  packyard registry build ./packs --out ./public --sign ./packyard.key`;

/** Works on this machine alone, without a service. */
export function addRegistryBuildCommand(registry: Command): void {
  registry
    .command('build <folder>')
    .description('build an index and archives of the packs in a folder')
    .option('--out <folder>', 'folder to write index.json and the archives to', './registry')
    .option(
      '--base-url <url>',
      'URL at which that folder will be published (default: sources are relative to the index)',
      webUrl,
    )
    .option('--name <name>', 'name of the registry')
    .option('--merge <index>', 'earlier index whose other packs and versions are kept')
    .option('--follow-links', 'also packs in folders that links lead to')
    .option('--sign <key>', "sign the index and the archives with this secret key of minisign's")
    .option('--password-file <file>', 'file whose first line is the password of that key')
    .option('--expires-days <days>', 'how long a signed index holds; build it again before that', days, 90)
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (folder: string, options: BuildRegistryOptions) => {
      // It brings along what reads packs, for which no other command should have to wait.
      const { buildRegistry } = await import('./build-registry.js');
      await buildRegistry(folder, options);
    });
}

function webUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('It has to be an http:// or https:// URL.');
}

function days(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It has to be a whole number from 1 to 9999.');
}
