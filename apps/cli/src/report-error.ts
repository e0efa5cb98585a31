import { visible } from '@packyard/contracts';
import type { Command, CommanderError } from 'commander';
import { CliError, EXIT_CODES } from './cli-error';
import { suggestCommands } from './suggest-commands';
import type { OutputFormat } from './output/output-format';
import { jsonText } from './output';
import { yamlText } from './output/render';

/** Says what went wrong to standard error, and to a reader of a document on standard output as well. */
export function reportError({ code, message, hint, usage }: CliError, format: OutputFormat): void {
  process.stderr.write(visible(`${usage}Error: ${message}\n${hint === undefined ? '' : `${hint}\n`}`));
  const document = { error: { code, message, hint: hint ?? null } };
  if (format === 'json') process.stdout.write(`${jsonText(document)}\n`);
  if (format === 'yaml') process.stdout.write(`${yamlText(document)}\n`);
}

/** What commander finds wrong with a command line, in the form that all errors have. `whole` makes all commands, not only those of one beginning. */
export function usageError({ message }: CommanderError, whole: () => Command): CliError {
  const [, text = '', suggestion] = /^error: ([^]*?)(?:\n\((.*)\))?$/.exec(message) ?? [];
  // Commander has shown how to go on, as nothing is wrong with what there is.
  if (text === '') return new CliError('The command is incomplete.', undefined, EXIT_CODES.usage);
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;
  const [, unknownCommand] = /^unknown command '(.*)'$/s.exec(text) ?? [];
  const hint =
    unknownCommand === undefined ? (suggestion ?? hintFor(text)) : suggestCommands(whole(), unknownCommand, suggestion);
  return new CliError(sentence, hint, EXIT_CODES.usage);
}

function hintFor(mistake: string): string | undefined {
  return mistake.startsWith('unknown option') ? '--help after a command shows its options.' : undefined;
}
