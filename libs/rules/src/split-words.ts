export interface Word {
  /** As it is written, with its quotes and backslashes. */
  text: string;
  isQuoted: boolean;
}

// What Go takes for blank.
const BLANKS = String.raw`\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const BLANK = new RegExp(`[${BLANKS}]`);
// A lookbehind keeps it from starting anew at each of very many blanks.
const BLANK_END = new RegExp(`(?<![${BLANKS}])[${BLANKS}]+$`);

/**
 * Splits a command line as Gort does: quotes keep together what is in them, and end the word; a backslash takes the next character
 * for what it is, and stays.
 */
export function splitWords(line: string): { words: Word[]; problem?: string } {
  const words: Word[] = [];
  let text = '';
  let quote = '';
  let quotedAt = 0;
  let isEscaped = false;
  let at = 0;
  const end = () => {
    if (text !== '') words.push({ text, isQuoted: /^["'\u201c\u201d][^]*["'\u201c\u201d]$/.test(text) });
    text = '';
  };
  for (const character of line.replace(BLANK_END, '')) {
    at += 1;
    if (BLANK.test(character) && quote === '' && !isEscaped) {
      end();
      continue;
    }
    text += character;
    if (character === '\\') {
      // As there: a backslash that follows one takes the next character, too.
      isEscaped = true;
    } else if (isEscaped) {
      isEscaped = false;
    } else if (character === quote) {
      quote = '';
      end();
    } else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      quotedAt = at;
    }
  }
  end();
  if (isEscaped) return { words, problem: `The command line ends with a backslash, in column ${at}` };
  if (quote !== '') return { words, problem: `The quote ${quote} in column ${quotedAt} is never closed` };
  return { words };
}
