import { type Command, InvalidArgumentError } from 'commander';
import type { BuildRegistryOptions } from './build-registry';

const HELP = `
Every folder directly below <folder> that has a pack.yaml is published as an archive beside an index.json, which any
web server can serve. The same packs make the same archives, byte by byte.

Examples:
  packyard registry build ./packs --out ./public --base-url https://packs.example.org
  packyard registry build ./packs --out ./public --merge ./public/index.json`;

/** Works on this machine alone, without a service. */
export function addRegistryBuildCommand(registry: Command): void {
  registry
    .command('build <folder>')
    .description('make an index, and archives, of the packs below a folder')
    .option('--out <folder>', 'where index.json and the archives are written to', './registry')
    .option(
      '--base-url <url>',
      'where that folder will be published (otherwise sources are relative to the index)',
      webUrl,
    )
    .option('--name <name>', 'what to call the registry')
    .option('--merge <index>', 'an index whose other packs and versions stay')
    .option('--json', 'print JSON')
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
