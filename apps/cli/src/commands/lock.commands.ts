import type { Command } from 'commander';
import type { PackLock } from '@packyard/contracts';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { readIndexCredentials } from '../index-credentials';
import { counted, oneLine } from '../progress/text';
import { readYamlFile, writeYamlFile } from '../yaml-file';
import { follow, showSubmitted } from './follow';
import { isForPrograms, jsonOption, type OutputOptions, outputOption } from '../output/output-format';

export const LOCK_FILE = 'packs.lock';
const ABOUT =
  '# Written by `packyard lock`: what is enabled, to the digest. Install it with `packyard install --locked`.';
const HELP = `
The file names each enabled pack in its version, with the digest of its files, where it came from (of a git repository
the commit), and the packages of its environments. The same packs make the same file.

Examples:
  packyard lock
  packyard install --locked packs.lock        # in another service: the same packs, or a refusal that says what differs`;

export function addLockCommand(program: Command, contextOf: () => CommandContext): void {
  program
    .command('lock')
    .description('write what is enabled into a file that another service installs exactly')
    .option('-o, --out <file>', 'where to; a file that is there is replaced', LOCK_FILE)
    .addOption(outputOption({ hasShort: false }))
    .addOption(jsonOption())
    .addHelpText('after', HELP)
    .action(async ({ out, ...options }: OutputOptions & { out: string }) => {
      const context = contextOf();
      const lock = await context.locks.lock();
      if (!isForPrograms(options)) writeLock(context, lock, out);
      else context.show(lock, options, { lines: () => [], names: ({ packs }) => packs.map(({ ref }) => ref) });
    });
}

export function writeLock({ print, tell }: CommandContext, lock: PackLock, file: string): void {
  writeYamlFile(file, lock, ABOUT);
  print([oneLine(`${file}: ${counted(lock.packs.length, 'pack')}`)]);
  const kept = lock.packs.filter(({ source: { kind } }) => kind === 'request' || kind === 'bundle');
  for (const { ref } of kept)
    tell(oneLine(`${ref} came with a request: no other service can fetch it from this lock.`));
}

interface LockedOptions extends OutputOptions {
  force?: true;
  skipTests?: true;
  indexCredentials?: string | undefined;
  wait: boolean;
}

/** `packyard install --locked`: all that the file names, and nothing else. */
export async function installLocked(context: CommandContext, file: string, options: LockedOptions): Promise<ExitCode> {
  const { value } = readYamlFile(file, 'Write it with `packyard lock` where the packs are installed.');
  if (typeof value !== 'object' || value === null || !('format' in value)) {
    throw new CliError(
      oneLine(`${file} is no lock: it has no 'format'.`),
      'Write it with `packyard lock`.',
      EXIT_CODES.usage,
    );
  }
  const { force, skipTests, indexCredentials, wait, ...asked } = options;
  const credentials = readIndexCredentials(indexCredentials);
  const fields = {
    ...(force ? { force: 'true' } : {}),
    ...(skipTests ? { skip_tests: 'true' } : {}),
    ...(credentials === undefined ? {} : { index_credentials: JSON.stringify(credentials) }),
  };
  const { execution_id: id, unchanged } = await context.locks.install(value, fields);
  if (id === null) {
    context.show({ execution_id: null, unchanged }, asked, {
      lines: () => [`Nothing to do: ${counted(unchanged.length, 'pack')} as the lock says.`],
      names: () => [],
    });
    return EXIT_CODES.success;
  }
  const execution = await context.client.execution(id);
  if (wait) return follow(context, execution, asked);
  showSubmitted(context, execution, asked);
  return EXIT_CODES.success;
}
