import type { CommandResult } from '@packyard/sandbox';

const MAX_OUTPUT_BYTES = 16 * 1024;
const TELLING = /^(?:E\s+\S|[\w.]*(?:Error|Exception)\b|not ok\b|FAILED \S+::|✖ |● |\d+\) )|\berror: /;
const MAX_WORDS_LENGTH = 300;

/** What a program printed, as it is stored: the last 16 KiB. */
export function outputOf({ stdout, stderr }: Pick<CommandResult, 'stdout' | 'stderr'>): string {
  const text = [stdout, stderr].map((part) => part.trimEnd()).filter((part) => part !== '');
  const bytes = Buffer.from(text.join('\n'));
  if (bytes.length <= MAX_OUTPUT_BYTES) return bytes.toString('utf8');
  // A cut may go through a character.
  return bytes
    .subarray(-MAX_OUTPUT_BYTES)
    .toString('utf8')
    .replace(/^\ufffd+/, '');
}

/** A sentence of ours, with the line of the output that says most about what went wrong. */
export function withWords(sentence: string, output: string): string {
  const words = lastWords(output);
  return words === '' ? `${sentence}.` : `${sentence}: ${words}.`;
}

function lastWords(output: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /\w/.test(line));
  const line = lines.findLast((candidate) => TELLING.test(candidate)) ?? lines.at(-1) ?? '';
  return line.slice(0, MAX_WORDS_LENGTH).replace(/(?<![\s.:])[\s.:]+$/, '');
}
