import type { VersionView } from '@packyard/contracts';
import type { Command } from 'commander';
import { CliError, EXIT_CODES } from '../cli-error';
import type { CommandContext } from '../command-context';
import { guessIn } from '../service-hints';
import { infoLines, isBundle, versionInfoLines } from './info-lines';
import type { VersionsClient } from '../versions-client';
import { versionLines } from './version-lines';
import { isForPrograms, jsonOption, type OutputOptions, outputOption } from '../output/output-format';
import { render, type Column } from '../output/render';

export interface Noun {
  /** `bundle`, as it is typed. */
  word: string;
  /** `Bundle`. */
  title: string;
}

interface ChangeOptions extends OutputOptions {
  force?: true;
  cascade?: true;
}

interface UninstallOptions extends ChangeOptions {
  all?: true;
  clean?: true;
  incompatible?: true;
}

/** What can be done to versions of packs and bundles alike. */
export function addVersionCommands(parent: Command, noun: Noun, contextOf: () => CommandContext): void {
  const { word } = noun;
  parent
    .command('versions <name>')
    .description(`list the installed versions of a ${word}, and which is enabled`)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, options: OutputOptions) => {
      const { versions, show, style } = contextOf();
      show(await installed(noun, name, versions), options, {
        lines: (found, isWide) =>
          isWide ? render(found, { output: 'wide', style }, { columns: VERSIONS }) : versionLines(word, found),
        // The pack is named already where a version is asked for.
        names: (found) => found.map(({ version }) => version),
      });
    });

  parent
    .command('info <name> [version]')
    .description(`show a ${word}, or one version of it`)
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, version: string | undefined, options: OutputOptions) => {
      const { versions, show } = contextOf();
      const found = await installed(noun, name, versions);
      if (version !== undefined) {
        const one = await said(noun, versions.show(name, version));
        show(one, options, { lines: versionInfoLines });
        return;
      }
      const enabled = found.find(({ status }) => status === 'Enabled');
      const isShown = enabled !== undefined && !isBundle(enabled) && !isForPrograms(options);
      const content = isShown ? await versions.show(name, enabled.version) : undefined;
      show(found, options, { lines: (all) => infoLines(name, all, content), names: () => [name] });
    });

  parent
    .command('enable <name> [version]')
    .description(`enable a version of a ${word} (default: the highest compatible one)`)
    .option('--force', 'even if enabled packs need the version that is enabled now')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, version: string | undefined, { force, ...options }: ChangeOptions) => {
      const { versions, show } = contextOf();
      const body = { force: force === true, ...(version === undefined ? {} : { version }) };
      await assertKind(noun, name, versions);
      const enabled = await said(noun, versions.enable(name, body));
      show(enabled, options, {
        lines: ({ ref, version: now }) => [`${noun.title} "${ref}" version ${now ?? ''} enabled.`],
      });
    });

  parent
    .command('disable <name> [version]')
    .description(`disable a ${word}`)
    .option('--force', 'even if enabled packs need it')
    .option('--cascade', 'disable the packs that need it, too')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, version: string | undefined, { force, cascade, ...options }: ChangeOptions) => {
      const { versions, show } = contextOf();
      const body = { force: force === true, cascade: cascade === true, ...(version === undefined ? {} : { version }) };
      await assertKind(noun, name, versions);
      const disabled = await said(noun, versions.disable(name, body));
      show(disabled, options, {
        lines: (all) =>
          all.map(({ ref, former }) =>
            version === undefined ? `Disabled ${ref}` : `${noun.title} "${ref}" version ${former ?? ''} disabled.`,
          ),
      });
    });
}

export function addUninstallCommand(parent: Command, noun: Noun, contextOf: () => CommandContext): Command {
  return parent
    .command('uninstall <name> [version]')
    .description(`uninstall versions of a ${noun.word}`)
    .option('-c, --clean', `uninstall all disabled versions of the ${noun.word}`)
    .option('-x, --incompatible', `uninstall all incompatible versions of the ${noun.word}`)
    .option('-a, --all', `uninstall all versions of the ${noun.word}`)
    .option('--force', 'even if a version is enabled, or enabled packs need it')
    .option('--cascade', 'uninstall the packs that need it, too')
    .addOption(outputOption())
    .addOption(jsonOption())
    .action(async (name: string, version: string | undefined, options: UninstallOptions) => {
      const { versions, show } = contextOf();
      const body = {
        clean: options.clean === true,
        incompatible: options.incompatible === true,
        all: options.all === true,
        force: options.force === true,
        cascade: options.cascade === true,
        ...(version === undefined ? {} : { version }),
      };
      if (version !== undefined || body.all || body.clean || body.incompatible) await assertKind(noun, name, versions);
      const gone = await said(noun, versions.uninstall(name, body));
      const lines = (all: typeof gone) =>
        all.length === 0 ? ['Nothing to uninstall'] : all.map((one) => `Uninstalled ${one.ref} ${one.version}`);
      show(gone, options, { lines });
    });
}

const VERSIONS: readonly Column<VersionView>[] = [
  ['NAME', ({ ref }) => ref],
  ['VERSION', ({ version }) => version],
  ['STATUS', ({ status }) => status],
  ['FORMAT', ({ format }) => format],
  ['INSTALLED', ({ installed_at: at }) => at],
  ['BY', ({ installed_by: by }) => by],
  ['SIGNATURE', ({ signature }) => signature?.status ?? null],
  ['SOURCE', ({ source }) => source],
  ['DIGEST', ({ digest }) => digest],
];

/** In the order of versions. */
async function installed(noun: Noun, name: string, versions: VersionsClient): Promise<VersionView[]> {
  const found = await said(noun, versions.list(name));
  if (noun.word !== 'bundle' || found.some(isBundle)) return found;
  throw new CliError(`'${name}' is a pack, not a bundle.`, `Use 'packyard pack' for it.`, EXIT_CODES.usage);
}

/** A pack is no bundle, even if the service would do the same with both. */
async function assertKind(noun: Noun, name: string, versions: VersionsClient): Promise<void> {
  if (noun.word === 'bundle') await installed(noun, name, versions);
}

/** Refusals of bundles in the words of the manual: some come with a line about usage, and some without a hint. */
export async function said<Answer>({ word, title }: Noun, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof CliError) || error.refusal === undefined) throw error;
    const { code, said: raw } = error.refusal;
    const message = word === 'bundle' ? raw : error.message;
    const refused = (words: string, hint?: string, usage = '') =>
      new CliError(words, hint, EXIT_CODES.usage, error.refusal, usage);
    if (code === 'PARAMETERS_INVALID' && /uninstall|--all/.test(message)) throw refused(message);
    if (code === 'PACK_NOT_FOUND') {
      const listed = `'packyard ${word} list' shows which are installed.`;
      throw refused(message.replace(/^Pack /, `${title} `), `${guessIn(error.hint ?? '')}${listed}`);
    }
    if (code !== 'VERSION_ENABLED') throw error;
    const usage = `Usage: packyard ${word} uninstall [OPTIONS] NAME [VERSION]\n\n`;
    const isAboutVersion = message.startsWith('Cannot uninstall');
    throw refused(isAboutVersion ? `Invalid value for "version": ${message}` : message, undefined, usage);
  }
}
