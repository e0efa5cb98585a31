import type { VersionView } from '@packyard/contracts';
import type { Command } from 'commander';
import { CliError, EXIT_CODES } from '../cli-error';
import type { Context } from '../context';
import { guessIn } from '../hints';
import { infoLines, isBundle, versionInfoLines } from './info-lines';
import type { VersionsClient } from '../versions-client';
import { versionLines } from './version-lines';

export interface Noun {
  /** `bundle`, as it is typed. */
  word: string;
  /** `Bundle`. */
  title: string;
}

interface ChangeOptions {
  force?: true;
  cascade?: true;
  json?: true;
}

interface UninstallOptions extends ChangeOptions {
  all?: true;
  clean?: true;
  incompatible?: true;
}

/** What can be done to versions of packs and bundles alike. */
export function addVersionCommands(parent: Command, noun: Noun, contextOf: () => Context): void {
  const { word } = noun;
  parent
    .command('versions <name>')
    .description(`list the installed versions of a ${word}, and which is enabled`)
    .option('--json', 'print JSON')
    .action(async (name: string, { json }: ChangeOptions) => {
      const { versions, print, printJson } = contextOf();
      const found = await installed(noun, name, versions);
      if (json) printJson(found);
      else print(versionLines(word, found));
    });

  parent
    .command('info <name> [version]')
    .description(`show a ${word}, or one version of it`)
    .option('--json', 'print JSON')
    .action(async (name: string, version: string | undefined, { json }: ChangeOptions) => {
      const { versions, print, printJson } = contextOf();
      const found = await installed(noun, name, versions);
      if (version !== undefined) {
        const one = await said(noun, versions.show(name, version));
        if (json) printJson(one);
        else print(versionInfoLines(one));
        return;
      }
      if (json) {
        printJson(found);
        return;
      }
      const enabled = found.find(({ status }) => status === 'Enabled');
      const isPack = enabled !== undefined && !isBundle(enabled);
      print(infoLines(name, found, isPack ? await versions.show(name, enabled.version) : undefined));
    });

  parent
    .command('enable <name> [version]')
    .description(`enable a version of a ${word} (default: the highest compatible one)`)
    .option('--force', 'even if enabled packs need the version that is enabled now')
    .option('--json', 'print JSON')
    .action(async (name: string, version: string | undefined, { force, json }: ChangeOptions) => {
      const { versions, print, printJson } = contextOf();
      const body = { force: force === true, ...(version === undefined ? {} : { version }) };
      await assertKind(noun, name, versions);
      const enabled = await said(noun, versions.enable(name, body));
      if (json) printJson(enabled);
      else print([`${noun.title} "${enabled.ref}" version ${enabled.version ?? ''} enabled.`]);
    });

  parent
    .command('disable <name> [version]')
    .description(`disable a ${word}`)
    .option('--force', 'even if enabled packs need it')
    .option('--cascade', 'disable the packs that need it, too')
    .option('--json', 'print JSON')
    .action(async (name: string, version: string | undefined, { force, cascade, json }: ChangeOptions) => {
      const { versions, print, printJson } = contextOf();
      const body = { force: force === true, cascade: cascade === true, ...(version === undefined ? {} : { version }) };
      await assertKind(noun, name, versions);
      const disabled = await said(noun, versions.disable(name, body));
      if (json) printJson(disabled);
      else if (version === undefined) print(disabled.map(({ ref }) => `Disabled ${ref}`));
      else print(disabled.map(({ ref, former }) => `${noun.title} "${ref}" version ${former ?? ''} disabled.`));
    });
}

export function addUninstallCommand(parent: Command, noun: Noun, contextOf: () => Context): Command {
  return parent
    .command('uninstall <name> [version]')
    .description(`uninstall versions of a ${noun.word}`)
    .option('-c, --clean', `uninstall all disabled versions of the ${noun.word}`)
    .option('-x, --incompatible', `uninstall all incompatible versions of the ${noun.word}`)
    .option('-a, --all', `uninstall all versions of the ${noun.word}`)
    .option('--force', 'even if a version is enabled, or enabled packs need it')
    .option('--cascade', 'uninstall the packs that need it, too')
    .option('--json', 'print JSON')
    .action(async (name: string, version: string | undefined, options: UninstallOptions) => {
      const { versions, print, printJson } = contextOf();
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
      if (options.json) printJson(gone);
      else if (gone.length === 0) print(['Nothing to uninstall']);
      else print(gone.map(({ ref, version: removed }) => `Uninstalled ${ref} ${removed}`));
    });
}

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
