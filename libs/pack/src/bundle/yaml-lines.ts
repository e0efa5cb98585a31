import { type Event, EVENT_ID, getScalarValue, parseEvents } from 'js-yaml';

/** Where each value of a document stands: `commands.date.rules.0` → line, from 1. */
export type Lines = ReadonlyMap<string, number>;

interface Frame {
  kind: 'document' | 'sequence' | 'mapping';
  path: string;
  /** In a sequence: how many items there were. */
  count: number;
  /** In a mapping: the key whose value comes next. */
  key: string | undefined;
}

/** Of the first document. What is reached through an alias stands where it was written first, under that path. */
export function linesOf(text: string): Lines {
  const lines = new Map<string, number>();
  const lineAt = lineCounter(text);
  const frames: Frame[] = [];
  for (const event of parseEvents(text, {})) {
    if (event.type === EVENT_ID.POP) {
      if (frames.pop()?.kind === 'document') return lines;
    } else if (event.type === EVENT_ID.DOCUMENT) {
      frames.push({ kind: 'document', path: '', count: 0, key: undefined });
    } else {
      const frame = frames.at(-1);
      if (frame !== undefined) take(event, frame, { text, lines, lineAt, frames });
    }
  }
  return lines;
}

interface Walk {
  text: string;
  lines: Map<string, number>;
  lineAt: (offset: number) => number;
  frames: Frame[];
}

function take(event: Event, frame: Frame, { text, lines, lineAt, frames }: Walk): void {
  const isWritten = event.type === EVENT_ID.SCALAR && event.valueStart >= 0;
  if (frame.kind === 'mapping' && frame.key === undefined) {
    frame.key = event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : '';
    if (isWritten) lines.set(join(frame.path, frame.key), lineAt(event.valueStart));
    return;
  }
  const path = frame.kind === 'document' ? '' : join(frame.path, frame.key ?? String(frame.count));
  frame.count += 1;
  frame.key = undefined;
  if (isWritten && !lines.has(path)) lines.set(path, lineAt(event.valueStart));
  if (event.type === EVENT_ID.SEQUENCE) frames.push({ kind: 'sequence', path, count: 0, key: undefined });
  if (event.type === EVENT_ID.MAPPING) frames.push({ kind: 'mapping', path, count: 0, key: undefined });
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** Events come in the order of the text; counting goes on from where it was, and never back. */
function lineCounter(text: string): (offset: number) => number {
  let at = 0;
  let line = 1;
  return (offset) => {
    for (; at < offset; at += 1) if (text[at] === '\n') line += 1;
    return line;
  };
}
