import type { Operand } from './rule';
import type { TokenReader } from './token-reader';
import { integerOf } from './integer';

const TRUE = ['true', 'True', 'TRUE'];
const FALSE = ['false', 'False', 'FALSE'];

/**
 * Reads a value, or what stands for one.
 * @throws RuleSyntaxError
 */
export function parseOperand(reader: TokenReader): Operand {
  const text = reader.take('text');
  if (text !== undefined) return { kind: 'text', value: text };
  const source = reader.take('regex');
  if (source !== undefined) return { kind: 'regex', source };
  if (reader.takeBracket('[')) return { kind: 'list', items: readItems(reader) };
  const word = reader.takeAnyWord();
  if (word === undefined) throw reader.error(`can't infer value: expected a value; got '${reader.shown}'`);
  return reader.current.isAttached && reader.takeBracket('[') ? readReference(reader, word) : wordOperand(word);
}

function wordOperand(word: string): Operand {
  if (TRUE.includes(word)) return { kind: 'boolean', value: true };
  if (FALSE.includes(word)) return { kind: 'boolean', value: false };
  if (/^-?\d*\.\d+$/.test(word)) return { kind: 'float', value: Number(word), text: word };
  if (/^-?\d+$/.test(word)) return { kind: 'integer', value: integerOf(word), text: word };
  return { kind: 'name', name: word };
}

function readItems(reader: TokenReader): Operand[] {
  const items: Operand[] = [];
  if (reader.takeBracket(']')) return items;
  do items.push(readItem(reader));
  while (reader.take('comma') !== undefined);
  if (!reader.takeBracket(']')) throw reader.error(`can't infer value: expected ',' or ']'; got '${reader.shown}'`);
  return items;
}

/** Lists hold plain values only. */
function readItem(reader: TokenReader): Operand {
  const { shown } = reader;
  if (reader.isAtEnd()) throw reader.error("can't infer value: the list is never closed");
  if (reader.takeBracket('[')) throw reader.errorBefore("can't infer value: a list can't hold '['");
  const item = parseOperand(reader);
  if (item.kind !== 'item' && item.kind !== 'entry') return item;
  throw reader.errorBefore(`can't infer value: a list can't hold '${shown}'`);
}

/** `arg[0]`, `option["force"]`, `option[force]`. */
function readReference(reader: TokenReader, name: string): Operand {
  const text = reader.take('text');
  const word = text ?? reader.takeAnyWord();
  if (word === undefined || word === '') {
    throw reader.error(`can't infer value: invalid collection parameter: '${reader.shown}'`);
  }
  if (!reader.takeBracket(']')) throw reader.error(`can't infer value: expected ']'; got '${reader.shown}'`);
  const isIndex = text === undefined && /^-?\d{1,15}$/.test(word);
  return isIndex ? { kind: 'item', name, index: Number(word) } : { kind: 'entry', name, key: word };
}
