import { stat } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type ExecutionView, InstallPacksOutput } from '@packyard/contracts';
import { CliError, EXIT_CODES, type ExitCode } from '../cli-error';
import type { CommandContext } from '../command-context';
import { isForPrograms, type OutputOptions } from '../output/output-format';
import { NO_VIEW } from '../progress/progress-view';
import { hasSucceeded, summaryLines } from '../progress/summary';
import { oneLine } from '../progress/text';
import { readInputFile } from '../read-input-file';
import { unusableFile } from '../unusable-file';
import { watchExecution } from '../watch-execution';
import { absoluteSource } from './absolute-source';

export interface InstallBundleOptions extends OutputOptions {
  enable?: true;
  force?: true;
}

/** A config goes along with the request; what only the service can fetch is installed as any pack is. */
export async function installBundle(
  context: CommandContext,
  path: string,
  options: InstallBundleOptions,
): Promise<ExitCode> {
  const config = path === '-' ? await text(process.stdin) : await readConfig(path);
  if (config === undefined) return installFromSource(context, path, options);
  const answer = await context.versions
    .installBundle({ config, enable: options.enable === true, force: options.force === true })
    .catch((error: unknown) => {
      throw asGortSaysIt(error);
    });
  context.show(answer, options, {
    lines: ({ bundle, was_installed: wasInstalled }) =>
      installedLines({ ...bundle, wasInstalled, isEnabled: options.enable === true }),
    names: ({ bundle }) => [bundle.ref],
  });
  for (const warning of answer.warnings) context.tell(`Warning: ${oneLine(warning)}`);
  return EXIT_CODES.success;
}

async function installFromSource(
  context: CommandContext,
  source: string,
  { enable, force, ...options }: InstallBundleOptions,
): Promise<ExitCode> {
  const parameters = { packs: [absoluteSource(source)], force: force === true, ...(enable === true ? { enable } : {}) };
  const execution = await context.client.submit('core.install_packs', parameters, undefined);
  const { signal } = new AbortController();
  const ended: ExecutionView = await watchExecution(context.client, execution, { view: NO_VIEW, signal });
  const exitCode = hasSucceeded(ended) ? EXIT_CODES.success : EXIT_CODES.failure;
  if (exitCode === EXIT_CODES.failure && !isForPrograms(options)) {
    for (const line of summaryLines(ended, context.style)) context.tell(line);
    return exitCode;
  }
  context.show(ended, options, {
    lines: ({ result }) =>
      (InstallPacksOutput.safeParse(result).data?.installed_packs ?? []).flatMap(
        ({ pack_ref: ref, pack_version: version, was_installed: wasInstalled, enabled: isEnabled }) =>
          installedLines({ ref, version, wasInstalled, isEnabled }),
      ),
  });
  return exitCode;
}

interface InstalledBundle {
  ref: string;
  version: string;
  wasInstalled: boolean;
  isEnabled: boolean;
}

/** On standard output, as Gort's client does; the manual leaves it out of its sessions. */
function installedLines({ ref, version, wasInstalled, isEnabled }: InstalledBundle): string[] {
  return [
    `Bundle "${oneLine(ref)}" ${wasInstalled ? 'was installed already' : 'installed'}.`,
    ...(isEnabled ? [`Bundle "${oneLine(ref)}" version ${oneLine(version)} enabled.`] : []),
  ];
}

/** Nothing when this is no file, but perhaps something that the service can fetch. */
async function readConfig(path: string): Promise<string | undefined> {
  const found = await stat(path).catch((error: unknown) => orNothing(path, error));
  if (found?.isFile() === true) return readInputFile(path);
  if (found !== undefined || /^[a-z][a-z0-9+.-]*:|@/i.test(path)) return undefined;
  if (!/\.ya?ml$|\//.test(path)) return undefined;
  throw new CliError(`The file ${path} does not exist.`, 'Give the path of a bundle config.', EXIT_CODES.usage);
}

/** A path that leads nowhere may be something else; one that can't be looked at is said to be that. */
function orNothing(path: string, error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) return;
  throw unusableFile(error, { what: `The file ${path} can't be read` });
}

function asGortSaysIt(error: unknown): unknown {
  if (!(error instanceof CliError) || error.refusal?.code !== 'VERSION_EXISTS') return error;
  const [, ref = '', version = ''] = /^Pack (\S+) (\S+) /.exec(error.refusal.said) ?? [];
  return new CliError(
    `bundle "${ref}" already exists at version ${version}. Use --force to force install`,
    undefined,
    EXIT_CODES.failure,
    error.refusal,
  );
}
