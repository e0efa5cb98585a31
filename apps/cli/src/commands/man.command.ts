import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { CliError, EXIT_CODES } from '../cli-error';
import { type ManPage, manPages } from '../man/man-page';
import { counted, oneLine } from '../progress/text';

const HELP = `
The pages say what --help says. Building Packyard writes them to dist/man:
  packyard man pack list | man -l -
  man -M "$PWD/dist/man" packyard-pack-list`;

/** To be added last: it knows the commands that are there then. */
export function addManCommand(program: Command, version: string): void {
  program
    .command('man [command...]')
    .description('print the manual page of a command, for man')
    .option('--out <folder>', 'write the pages of all commands there instead, below man1')
    .addHelpText('after', HELP)
    .action((names: string[], { out }: { out?: string }) => {
      const pages = manPages(program, version);
      process.stdout.write(out === undefined ? pageOf(pages, names).text : `${writeAll(pages, out)}\n`);
    });
}

function pageOf(pages: readonly ManPage[], names: readonly string[]): ManPage {
  const name = ['packyard', ...names].join('-');
  const found = pages.find((page) => page.name === name);
  if (found !== undefined) return found;
  throw new CliError(
    oneLine(`There is no command '${names.join(' ')}'.`),
    "'packyard --help' lists the commands.",
    EXIT_CODES.usage,
  );
}

function writeAll(pages: readonly ManPage[], out: string): string {
  const folder = join(out, 'man1');
  try {
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of pages) writeFileSync(join(folder, `${name}.1`), text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new CliError(oneLine(`${folder} can't be written: ${code}.`), 'Name another folder.', EXIT_CODES.usage);
  }
  return oneLine(`${folder}: ${counted(pages.length, 'page')}`);
}
