import { Option } from 'commander';
import { CliError, EXIT_CODES } from '../cli-error';

export const OUTPUT_FORMATS = ['table', 'wide', 'json', 'yaml', 'name'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What a command that shows data is asked for. */
export interface OutputOptions {
  output?: OutputFormat | undefined;
  json?: true | undefined;
}

/** `-o`; where a documented option of a command is called so, only the long form is there. */
export function outputOption({ hasShort = true }: { hasShort?: boolean } = {}): Option {
  const help = 'how to print: wide has more columns, name is one id or ref on a line';
  return new Option(`${hasShort ? '-o, ' : ''}--output <format>`, help).choices(OUTPUT_FORMATS);
}

export function jsonOption(): Option {
  return new Option('--json', 'the same as --output json');
}

/** @throws CliError when both are given and differ */
export function formatOf({ output, json }: OutputOptions): OutputFormat {
  if (json !== true) return output ?? 'table';
  if (output === undefined || output === 'json') return 'json';
  throw new CliError(
    `Options '--json' and '--output ${output}' cannot be used together.`,
    'Give only one of them.',
    EXIT_CODES.usage,
  );
}

/** Whether a program reads it: then nothing else may be on standard output. */
export function isForPrograms(options: OutputOptions): boolean {
  return ['json', 'yaml', 'name'].includes(formatOf(options));
}

/** Commands with another option of that letter. */
const WITH_OTHER_O = ['config', 'export', 'lock'];

/** The format that errors are told in, too; read from the words, as the command may be what is wrong with them. */
export function askedFormat(words: readonly string[]): OutputFormat {
  const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
  if (own.includes('--json')) return 'json';
  const flag = own.some((word) => WITH_OTHER_O.includes(word)) ? /^--output(?:=(.*))?$/ : /^(?:--output=?|-o=?)(.*)$/;
  const given = own.flatMap((word, index) => {
    const [matched, value = ''] = flag.exec(word) ?? [];
    return matched === undefined ? [] : [value === '' ? own[index + 1] : value];
  });
  return OUTPUT_FORMATS.find((format) => format === given.at(-1)) ?? 'table';
}
