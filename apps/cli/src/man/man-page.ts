import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';
import { bold, item, quoted, roff, section, verbatim } from './roff';

export interface ManPage {
  /** `packyard-pack-list`. */
  name: string;
  /** For man(7), ends with a newline. */
  text: string;
}

/** A page for the command and for each one below it: what its help says, and nothing else. */
export function manPages(command: Command, version: string): ManPage[] {
  const below = command.createHelp().visibleCommands(command).filter(isDescribed);
  return [pageOf(command, version), ...below.flatMap((child) => manPages(child, version))];
}

/** `help` is the same for all of them. */
function isDescribed(command: Command): boolean {
  return command.name() !== 'help';
}

function pageOf(command: Command, version: string): ManPage {
  const help = command.createHelp();
  const path = pathOf(command);
  const name = path.join('-');
  const children = help.visibleCommands(command).filter(isDescribed);
  const relatives = [command.parent ?? [], children].flat().map((one) => pathOf(one).join('-'));
  const { description, sections } = readExtra(extraHelp(command));
  const lines = [
    `.TH ${quoted(name.toUpperCase())} 1 "" ${quoted(`packyard ${version}`)} "Packyard"`,
    ...section('NAME', [`${roff(name)} \\- ${roff(command.description())}`]),
    ...section('SYNOPSIS', [`${bold(path.join(' '))} ${roff(command.usage())}`]),
    ...section('DESCRIPTION', [
      ...roff(sentence(command.description())).split('\n'),
      ...aliases(command),
      '.PP',
      ...description,
    ]),
    ...section(
      'ARGUMENTS',
      help.visibleArguments(command).flatMap((one) => item(help.argumentTerm(one), help.argumentDescription(one))),
    ),
    ...section(
      'COMMANDS',
      children.flatMap((child) => item(child.name(), help.subcommandDescription(child))),
    ),
    ...section('OPTIONS', [
      ...help.visibleOptions(command).flatMap((one) => item(help.optionTerm(one), help.optionDescription(one))),
      ...(command.parent === null ? [] : ['.PP', roff(OTHER_OPTIONS)]),
    ]),
    ...sections.flatMap(({ title, lines: said }) => section(title, said)),
    ...section('SEE ALSO', relatives.length === 0 ? [] : [relatives.map((one) => `${bold(one)}(1)`).join(',\n')]),
  ];
  return { name, text: `${lines.join('\n')}\n` };
}

const OTHER_OPTIONS = 'The options of packyard, such as --api-url and --profile, are understood as well.';

function aliases(command: Command): string[] {
  const names = command.aliases();
  return names.length === 0 ? [] : ['.PP', roff(`It is also called ${names.join(', ')}.`)];
}

function pathOf(command: Command): string[] {
  return command.parent === null ? [command.name()] : [...pathOf(command.parent), command.name()];
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
}

/** What follows the options in the help. */
function extraHelp(command: Command): string {
  let said = '';
  const context = { error: false, command, write: (text: string) => void (said += text) };
  // What commander itself does with it; its types leave out that commands emit events.
  (command as unknown as EventEmitter).emit('afterHelp', context);
  return said;
}

interface Extra {
  description: string[];
  sections: { title: string; lines: string[] }[];
}

const HEADINGS: readonly (readonly [RegExp, string])[] = [
  [/^Examples?:$/, 'EXAMPLES'],
  [/^Exit codes:\s*/, 'EXIT STATUS'],
];

/** Paragraphs, examples and exit codes: what is indented stays as it is. */
function readExtra(text: string): Extra {
  const extra: Extra = { description: [], sections: [] };
  let into = extra.description;
  let kept: string[] = [];
  const flush = () => {
    if (kept.length > 0) into.push(...verbatim(kept));
    kept = [];
  };
  for (const line of text.trimEnd().split('\n')) {
    if (line.startsWith('  ')) {
      kept.push(line.slice(2));
      continue;
    }
    flush();
    const heading = HEADINGS.find(([pattern]) => pattern.test(line));
    if (heading !== undefined) extra.sections.push({ title: heading[1], lines: (into = []) });
    const rest = heading === undefined ? line : line.replace(heading[0], '');
    into.push(rest === '' ? '.PP' : roff(rest));
  }
  flush();
  return extra;
}
