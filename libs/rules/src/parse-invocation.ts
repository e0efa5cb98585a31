import type { Invocation } from './evaluate';
import { fractionOf } from './fraction';
import { fitsGort, integerOf } from './integer';
import { splitWords, type Word } from './split-words';
import type { Value } from './value';

export interface ParsedInvocation extends Invocation {
  /** Absent when the line names the command alone. */
  bundle?: string;
  command: string;
  /**
   * The same, had `--set=now` given the option `set`. Gort knows only an option that is called `set=now`; a rule about `set` has
   * to hold as well.
   */
  otherReadings?: readonly Invocation[];
  /** Why no rule can be asked about it, in a sentence without its end. */
  problem?: string;
}

/**
 * Reads a command line as Gort does: `bundle:command --flag -ab arguments`. Options never take the next word as their value, and
 * end with the first word that is none, or with `--`. Returns nothing for an empty line.
 */
export function parseInvocation(line: string): ParsedInvocation | undefined {
  const { words, problem } = splitWords(line);
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  const { flags, args } = partsOf(rest);
  const options = Object.fromEntries(flags.flatMap(namesIn).map((name) => [name, true]));
  const values = args.map(valueOf);
  const [command = '', bundle, ...more] = first.text.split(':').reverse();
  const assigned = assignmentsIn(flags);
  const problems = [
    problem,
    ...(more.length > 0 ? [`'${first.text.slice(0, 100)}' has more than one colon`] : []),
    ...args.flatMap((word, index) =>
      values[index] === undefined ? [`The number ${word.text.slice(0, 50)} is too large`] : [],
    ),
    contradictionIn(assigned),
  ];
  const told = problems.find((text) => text !== undefined);
  const known = values.map((value) => value ?? '');
  return {
    ...(bundle === undefined ? {} : { bundle }),
    command,
    options,
    args: known,
    ...(assigned.length === 0 ? {} : { otherReadings: readingsOf({ options, args: known }, assigned) }),
    ...(told === undefined ? {} : { problem: told }),
  };
}

function partsOf(words: readonly Word[]): { flags: string[]; args: readonly Word[] } {
  const end = words.findIndex(({ text }) => text === '--' || !/^--?(?!-)/.test(text));
  const flags = (end === -1 ? words : words.slice(0, end)).map(({ text }) => text);
  const isMark = words[end]?.text === '--';
  return { flags, args: end === -1 ? [] : words.slice(isMark ? end + 1 : end) };
}

/** Each letter behind one dash is an option; behind a dash alone there is none. */
function namesIn(flag: string): string[] {
  return flag.startsWith('--') ? [flag.slice(2)] : Array.from(flag.slice(1));
}

function assignmentsIn(flags: readonly string[]): [name: string, value: string][] {
  return flags.flatMap((flag) => {
    const [, name, value] = /^--([^=]+)=(.*)$/s.exec(flag) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as [string, string]];
  });
}

/** With the value, and as if only the name had been given. */
function readingsOf({ options, args }: Invocation, assigned: readonly [string, string][]): Invocation[] {
  const named = Object.fromEntries(assigned.map(([name]) => [name, true]));
  return [
    { options: { ...options, ...Object.fromEntries(assigned) }, args },
    { options: { ...options, ...named }, args },
  ];
}

function contradictionIn(assigned: readonly [string, string][]): string | undefined {
  const known = new Map<string, string>();
  for (const [name, value] of assigned) {
    if ((known.get(name) ?? value) !== value) return `The option '${name.slice(0, 100)}' has two values`;
    known.set(name, value);
  }
  return undefined;
}

/** Undefined for a number that Gort can't hold either. */
function valueOf({ text, isQuoted }: Word): Value | undefined {
  if (isQuoted && !/\n/.test(text)) return text.slice(1, -1);
  if (['true', 'True', 'TRUE'].includes(text)) return true;
  if (['false', 'False', 'FALSE'].includes(text)) return false;
  if (/^-?\d+$/.test(text)) return fitsGort(integerOf(text)) ? integerOf(text) : undefined;
  return /^-?\d*\.\d+$/.test(text) ? fractionOf(text) : text;
}
