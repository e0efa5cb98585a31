import type { Command } from 'commander';
import type { SyncView } from '@packyard/contracts';
import { EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { indexCredentialsOption, readIndexCredentials } from '../index-credentials';
import { counted, oneLine } from '../progress/text';
import { readWantedFile, type Wanted } from '../wanted-state-file';
import { follow } from './follow';
import { LOCK_FILE, writeLock } from './lock.commands';
import { isForPrograms, jsonOption, type OutputOptions, outputOption } from '../output/output-format';

const FILE = 'packyard.yaml';
const HELP = `
The file lists what is wanted; all of it is enabled in one change, or nothing is:

  registries:
    - https://packs.example.org/index.json
  packs:
    slack: ^1.2
    email: https://github.com/org/pack-email.git#v1.0.0
    own: ./packs/own

Examples:
  packyard diff
  packyard sync --prune --lock`;

interface SyncOptions extends OutputOptions {
  file: string;
  prune?: true;
  force?: true;
  skipTests?: true;
  indexCredentials?: string;
  lock?: string | true;
}

/** What is wanted, in a file, and making it so. */
export function addSyncCommands(
  program: Command,
  contextOf: () => CommandContext,
  end: (exitCode: ExitCode) => void,
): void {
  program
    .command('sync')
    .description('make what is enabled what a file says')
    .option('-f, --file <file>', 'the file', FILE)
    .option('--prune', 'disable packs that are neither in it nor needed by those that are; it says first which')
    .option('--force', 'replace installed content, and ignore failed tests and what enabled packs require')
    .option('--skip-tests', 'do not run the tests of the packs')
    .addOption(indexCredentialsOption())
    .option('--lock [file]', `write a lock afterwards (default: ${LOCK_FILE})`)
    .addOption(outputOption())
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async (options: SyncOptions) => end(await sync(contextOf(), options)));

  program
    .command('diff')
    .description('show how what is enabled differs from what a file says; exit code 1 when it does')
    .option('-f, --file <file>', 'the file', FILE)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async ({ file, ...options }: OutputOptions & { file: string }) => {
      const context = contextOf();
      const wanted = await readWantedFile(file);
      const registries = await missingRegistries(context, wanted);
      const { changes } = await context.locks.sync(bodyOf(wanted, { prune: true, dryRun: true }));
      context.show({ registries, changes }, options, {
        lines: (differences) => linesOf(differences, context),
        names: namesOf,
      });
      end(registries.length + changes.length === 0 ? EXIT_CODES.success : EXIT_CODES.failure);
    });
}

async function sync(context: CommandContext, options: SyncOptions): Promise<ExitCode> {
  const { file, prune = false, force = false, skipTests = false, indexCredentials, lock, ...asked } = options;
  const credentials = readIndexCredentials(indexCredentials);
  const wanted = await readWantedFile(file);
  const registries = await missingRegistries(context, wanted);
  const { changes } = await context.locks.sync(bodyOf(wanted, { prune, dryRun: true }));
  if (!isForPrograms(asked)) context.print(linesOf({ registries, changes }, context));
  for (const url of registries) {
    const { warnings } = await context.client.addRegistry({ url, enabled: true });
    for (const warning of warnings) context.tell(`Warning: ${oneLine(warning)}`);
  }
  const given = credentials === undefined ? {} : { index_credentials: credentials };
  const body = { ...bodyOf(wanted, { prune, force, skipTests }), ...given };
  const done = changes.length === 0 ? undefined : await context.locks.sync(body);
  const exitCode = await end(context, done, asked);
  if (lock !== undefined && exitCode === EXIT_CODES.success) {
    writeLock(context, await context.locks.lock(), lock === true ? LOCK_FILE : lock);
  }
  return exitCode;
}

async function end(context: CommandContext, done: SyncView | undefined, options: OutputOptions): Promise<ExitCode> {
  if (done?.execution_id != null) {
    return follow(context, await context.client.execution(done.execution_id), options);
  }
  context.show(done ?? { changes: [], execution_id: null, generation: null }, options, {
    lines: ({ generation }) => (generation === null ? [] : [`generation ${generation}`]),
    names: namesOf,
  });
  return EXIT_CODES.success;
}

function bodyOf(
  { packs }: Wanted,
  given: { prune: boolean; dryRun?: boolean; force?: boolean; skipTests?: boolean },
): Parameters<CommandContext['locks']['sync']>[0] {
  const { prune, dryRun = false, force = false, skipTests = false } = given;
  return { packs, prune, dry_run: dryRun, force, skip_tests: skipTests };
}

async function missingRegistries({ client }: CommandContext, { registries }: Wanted): Promise<string[]> {
  if (registries.length === 0) return [];
  const known = new Set((await client.registries()).map(({ url }) => url));
  return registries.filter((url) => !known.has(url));
}

function namesOf({ changes }: Pick<SyncView, 'changes'>): string[] {
  return changes.map(({ ref }) => ref);
}

const MARKS = { install: '+', replace: '~', disable: '-' } as const;

function linesOf(
  { registries, changes }: { registries: readonly string[]; changes: SyncView['changes'] },
  { style }: CommandContext,
): string[] {
  if (registries.length + changes.length === 0) return ['Nothing differs.'];
  const lines = [
    ...registries.map((url) => `+ registry ${url}`),
    ...changes.map(({ ref, change, from, wanted, reason }) => {
      const to = wanted === null ? '' : ` → ${wanted}`;
      return `${MARKS[change]} ${ref}${from === null ? '' : ` ${from}`}${to}: ${reason}`;
    }),
  ];
  return [...lines.map((line) => oneLine(line)), style.dim(`${counted(changes.length, 'pack')} to change`)];
}
