import fc from 'fast-check';
import { processorTimeMs } from './processor-time';

/** What takes time as its text is long takes some milliseconds for it; what takes the square of it, minutes. */
const LENGTH = 60_000;
const MAX_MS = 4000;

/**
 * Texts that expressions with a flaw take ever longer for: some words over and over, between what makes them match nearly.
 * @param words - those that mean something to whoever reads them
 */
export function hostileTexts(words: readonly string[], length = LENGTH): fc.Arbitrary<string> {
  const word = fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(' ', '\t', '\r', '\u2028', ':', 'a', '1', '.', '-', '/', '!', '=', '"', '['),
  );
  const few = fc.array(word, { maxLength: 3 }).map((some) => some.join(''));
  const repeated = fc.array(word, { minLength: 1, maxLength: 3 }).map((some) => {
    const part = some.join('');
    return part.repeat(Math.ceil(length / part.length));
  });
  return fc.tuple(few, repeated, few).map((parts) => parts.join(''));
}

/** @throws Error when reading a text, which may well be refused, takes more than a few seconds of processor time */
export async function assertReadSoon(text: string, read: (text: string) => unknown): Promise<void> {
  const begun = processorTimeMs();
  try {
    await read(text);
  } catch {
    // Refused, and that is all right.
  }
  const took = processorTimeMs() - begun;
  if (took > MAX_MS) throw new Error(`${took} ms for ${text.length} characters: ${JSON.stringify(text.slice(0, 60))}`);
}
