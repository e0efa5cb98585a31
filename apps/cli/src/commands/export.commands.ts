import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { access, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { indexCredentialsOption, readIndexCredentials } from '../index-credentials';
import { hasSucceeded, summaryLines } from '../progress/summary';
import { oneLine } from '../progress/text';
import { withRegularFile } from '../regular-file';
import { unusableFile } from '../unusable-file';
import { follow, followQuietly, showSubmitted } from './follow';
import { jsonOption, type OutputOptions, outputOption } from '../output/output-format';

interface ExportOptions extends OutputOptions {
  out: string;
  dependencies: boolean;
  timeout?: string;
  indexCredentials?: string;
}

interface ImportOptions extends OutputOptions {
  enable?: boolean;
  force?: true;
  skipTests?: true;
  skipDependencies?: true;
  wait: boolean;
}

const EXPORT_HELP = `
Without a name, all enabled packs are exported. Packs that they depend on go along, and so do the packages of their
environments, in exactly the versions that are installed: packyard import needs no network.

Examples:
  packyard export --out packs.packyard
  packyard export slack email@1.0.0 --out two.packyard`;

const IMPORT_HELP = `
The whole file is checked before anything of it is used. Nothing is fetched from anywhere.

Exit codes: 0 all installed, 1 a pack failed, 2 not right, 3 not reachable, 4 not authorised, 130 interrupted`;

/** Packs, with all that they need, from one service to another that has no network. */
export function addExportCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  program
    .command('export [pack...]')
    .description('write installed packs, and all that their environments are built from, into one file')
    .requiredOption('-o, --out <file>', 'where to; a file that is there is replaced')
    .option('--no-dependencies', 'leave out the packs that they depend on')
    .option('--timeout <seconds>', 'how long collecting the packages of one environment may take')
    .addOption(indexCredentialsOption())
    .addOption(outputOption({ hasShort: false }))
    .addOption(jsonOption())
    .addHelpText('after', EXPORT_HELP)
    .action(async (packs: string[], options: ExportOptions) => end(await exportPacks(contextOf(), packs, options)));

  program
    .command('import <file>')
    .description('install what packyard export has written, without a network')
    .option('--enable', 'enable bundles, too')
    .option('--no-enable', 'enable nothing: install beside what is enabled now')
    .option('--force', 'replace versions that are installed with other content, and register although tests fail')
    .option('--skip-tests', 'register packs without running their tests')
    .option('--skip-dependencies', 'install packs although what they depend on is missing')
    .option('--no-wait', 'print the execution and exit at once')
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', IMPORT_HELP)
    .action(async (file: string, options: ImportOptions) => end(await importPacks(contextOf(), file, options)));
}

async function exportPacks(context: CommandContext, packs: string[], options: ExportOptions): Promise<ExitCode> {
  await assertWritable(resolve(options.out));
  const parameters = {
    packs: packs.length > 0 ? packs : await enabledPacks(context),
    skip_dependencies: !options.dependencies,
    ...(options.timeout === undefined ? {} : { timeout: Number(options.timeout) }),
    index_credentials: readIndexCredentials(options.indexCredentials),
  };
  const execution = await context.client.submit('core.export_packs', parameters, undefined);
  const ended = await followQuietly(context, execution, options);
  if (ended === undefined) return EXIT_CODES.interrupted;
  const isWhole = hasSucceeded(ended);
  const bytes = isWhole ? await fetchInto(context, ended.id, resolve(options.out)) : undefined;
  context.show({ ...ended, output: ended.result, ...(bytes === undefined ? {} : { bytes }) }, options, {
    lines: (shown) => [
      ...summaryLines(shown, context.style),
      ...(bytes === undefined ? [] : [oneLine(`${options.out}: ${bytes} bytes`)]),
    ],
  });
  if (!isWhole) context.tell('Nothing was written: not all of it could be exported.');
  return isWhole ? EXIT_CODES.success : EXIT_CODES.failure;
}

async function enabledPacks({ client }: CommandContext): Promise<string[]> {
  const refs = (await client.packs()).filter(({ version }) => version !== null).map(({ ref }) => ref);
  if (refs.length > 0) return refs;
  throw new CliError(
    'No pack is enabled, so there is nothing to export.',
    'Name installed versions: slack@1.0.0.',
    EXIT_CODES.usage,
  );
}

/** Beside its place until all of it has come. */
async function fetchInto({ exports }: CommandContext, id: number, place: string): Promise<number> {
  const partial = `${place}.${randomUUID()}.partial`;
  try {
    await pipeline(Readable.from(exports.file(id)), createWriteStream(partial, { flags: 'wx' }));
    await rename(partial, place);
    return (await stat(place)).size;
  } catch (error) {
    await rm(partial, { force: true });
    throw unusableFile(error, { what: `${place} can't be written` });
  }
}

async function importPacks(context: CommandContext, file: string, options: ImportOptions): Promise<ExitCode> {
  const { enable, force, skipTests, skipDependencies, wait, ...asked } = options;
  const fields = {
    ...(enable === undefined ? {} : { enable: String(enable) }),
    ...(force ? { force: 'true' } : {}),
    ...(skipTests ? { skip_tests: 'true' } : {}),
    ...(skipDependencies ? { skip_dependencies: 'true' } : {}),
  };
  const execution = await withRegularFile(file, (place) => context.exports.import(place, fields));
  if (wait) return follow(context, execution, asked);
  showSubmitted(context, execution, asked);
  return EXIT_CODES.success;
}

/** Before others have built for long what has no place to go to. */
async function assertWritable(place: string): Promise<void> {
  try {
    await access(dirname(place), constants.W_OK | constants.X_OK);
    // Mostly there is nothing yet; what can't be looked at is told when it is written.
    const found = await stat(place).catch(() => undefined);
    if (found?.isDirectory() !== true) return;
  } catch (error) {
    const hint = 'Make the folder that it is to lie in, or name another place.';
    throw unusableFile(error, { what: `${place} can't be written`, hint });
  }
  throw new CliError(oneLine(`${place} is a folder.`), 'Name the file that is to be written in it.', EXIT_CODES.usage);
}
