export interface ServerEvent {
  /** The last sequence that the stream named. */
  id: number | undefined;
  name: string;
  data: string;
}

const LINE_END = /\r\n|\n|\r(?!$)/;

/**
 * Reads a stream of server-sent events. One that is cut off in the middle is left out: it comes again after reconnecting.
 * Every sign of life, comments included, is told to `onChunk`.
 */
export async function* readEvents(
  body: AsyncIterable<Uint8Array>,
  onChunk: () => void = () => undefined,
): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let block: string[] = [];
  for await (const chunk of body) {
    onChunk();
    // A carriage return at the very end may be half of a line's end, so it stays with the rest.
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(LINE_END);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') {
        block.push(line);
        continue;
      }
      const event = parseBlock(block);
      block = [];
      if (event !== undefined) yield event;
    }
  }
}

function parseBlock(lines: readonly string[]): ServerEvent | undefined {
  const fields = lines.map((line) => /^([^:]+)(?::\s?(.*))?$/.exec(line));
  const values = (name: string) => fields.filter((field) => field?.[1] === name).map((field) => field?.[2] ?? '');
  const data = values('data');
  if (data.length === 0) return undefined;
  const id = values('id').at(-1);
  return {
    id: id !== undefined && /^\d{1,15}$/.test(id) ? Number(id) : undefined,
    name: values('event').at(-1) ?? 'message',
    data: data.join('\n'),
  };
}
