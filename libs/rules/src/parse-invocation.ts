import type { Invocation } from './evaluate';
import { integerOf } from './integer';
import type { Value } from './value';

export interface ParsedInvocation extends Invocation {
  /** Absent when the line names the command alone. */
  bundle?: string;
  command: string;
  /** An option that was given two values, of which no rule could see both. */
  contradiction?: string;
}

interface Word {
  text: string;
  isQuoted: boolean;
}

/**
 * Reads a command line: `bundle:command --flag -ab arguments`. Options never take the next word as their value, and end
 * with the first word that is none, or with `--`. Returns nothing for an empty line.
 */
export function parseInvocation(line: string): ParsedInvocation | undefined {
  const [first, ...words] = splitWords(line);
  if (first === undefined) return undefined;
  const [, bundle, command = ''] = /^(?:([^:]*):)?(.*)$/s.exec(first.text) ?? [];
  const end = words.findIndex(
    ({ text, isQuoted }) => isQuoted || !text.startsWith('-') || text === '--' || text === '-',
  );
  const flags = end === -1 ? words : words.slice(0, end);
  const rest = end === -1 ? [] : words.slice(words[end]?.text === '--' && !words[end].isQuoted ? end + 1 : end);
  return {
    ...(bundle === undefined ? {} : { bundle }),
    command,
    ...collect(flags.flatMap(({ text }) => optionsIn(text))),
    args: rest.map(valueOf),
  };
}

/** A value says more than that the option was given. */
function collect(given: readonly [name: string, value: Value][]): Pick<ParsedInvocation, 'options' | 'contradiction'> {
  const options = new Map<string, Value>();
  let contradiction: string | undefined;
  for (const [name, value] of given) {
    const former = options.get(name) ?? true;
    if (former !== true && value !== true && former !== value) contradiction ??= name;
    options.set(name, former === true ? value : former);
  }
  return { options: Object.fromEntries(options), ...(contradiction === undefined ? {} : { contradiction }) };
}

/** `--set=now` is `set=now` to Gort; a rule about `set` has to know of it, too. */
function optionsIn(text: string): [name: string, value: Value][] {
  if (!text.startsWith('--')) return Array.from(text.slice(1), (letter) => [letter, true]);
  const [, name, value] = /^--([^=]+)=(.*)$/s.exec(text) ?? [];
  const whole: [string, Value] = [text.slice(2), true];
  return name === undefined || value === undefined ? [whole] : [whole, [name, value]];
}

function splitWords(line: string): Word[] {
  const words = line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+|["']/g) ?? [];
  return words.map((word) => ({
    text: word.replace(/"([^"]*)"|'([^']*)'/g, (_all, double?: string, single?: string) => double ?? single ?? ''),
    isQuoted: /^["']/.test(word),
  }));
}

function valueOf({ text, isQuoted }: Word): Value {
  if (isQuoted) return text;
  if (['true', 'True', 'TRUE'].includes(text)) return true;
  if (['false', 'False', 'FALSE'].includes(text)) return false;
  if (/^-?\d+$/.test(text)) return integerOf(text);
  return /^-?\d*\.\d+$/.test(text) && Number.isFinite(Number(text)) ? Number(text) : text;
}
