import { RejectedError } from '@packyard/contracts';

/** Longest first: the mark of UTF-32 begins like the one of UTF-16. */
const BYTE_ORDER_MARKS = [
  { encoding: 'utf-32', bytes: [0xff, 0xfe, 0, 0] },
  { encoding: 'utf-32', bytes: [0, 0, 0xfe, 0xff] },
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * A file's text: UTF-8, or what its byte order mark says, which is left out. Nothing is replaced or guessed.
 * @throws RejectedError MANIFEST_INVALID, naming the file, the line and the byte
 */
export function decodeText(content: Buffer, file: string): string {
  const mark = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, index) => content[index] === byte));
  const encoding = mark?.encoding ?? 'utf-8';
  if (encoding === 'utf-32') throw unreadable(file, 'is written in UTF-32', encoding);
  const unmarked = mark === undefined ? wideEncodingOf(content) : undefined;
  if (unmarked !== undefined)
    throw unreadable(file, `is written in ${unmarked.toUpperCase()}, without a byte order mark`, unmarked);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(content);
  } catch {
    if (encoding !== 'utf-8')
      throw unreadable(file, `begins like ${encoding.toUpperCase()}, but breaks off in a character`, encoding);
    const offset = firstWrongByte(content);
    const before = content.subarray(0, offset);
    const line = before.toString('latin1').split('\n').length;
    const byte = offset - before.lastIndexOf(0x0a);
    const value = (content[offset] ?? 0).toString(16).padStart(2, '0');
    throw unreadable(file, `is not UTF-8: line ${line} has the byte 0x${value} in place ${byte}`);
  }
}

/** By halves: a part is all right when nothing but its last character may be missing something. */
function firstWrongByte(content: Buffer): number {
  let low = 0;
  let high = content.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isReadable(content.subarray(0, middle + 1))) low = middle + 1;
    else high = middle;
  }
  // A character that is cut off is noticed only at the byte after it: go back to where it begins.
  while (low > 0 && low <= content.length && !isWhole(content.subarray(0, low))) low -= 1;
  return low;
}

function isReadable(part: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(part, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function isWhole(part: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(part);
    return true;
  } catch {
    return false;
  }
}

/** Of a text that begins with a character of ASCII, as all that is read here does, and has more than a byte for each. */
function wideEncodingOf([first, second, third, fourth]: Buffer): string | undefined {
  if (first === 0 && second !== undefined) return second === 0 ? 'utf-32be' : 'utf-16be';
  if (second !== 0) return undefined;
  return third === 0 && fourth === 0 ? 'utf-32le' : 'utf-16le';
}

function unreadable(file: string, what: string, encoding = 'latin1'): RejectedError {
  return new RejectedError('MANIFEST_INVALID', `${file} ${what}.`, {
    hint: `Fix ${file}: save it as UTF-8, for example with iconv -f ${encoding} -t utf-8.`,
  });
}
