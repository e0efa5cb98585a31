import { readEvents, type ServerEvent } from './server-events';

async function read(...chunks: readonly (string | Uint8Array)[]): Promise<ServerEvent[]> {
  const bytes = chunks.map((chunk) => (typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk));
  const found: ServerEvent[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- A stream is asynchronous even when it has all it needs.
  async function* stream() {
    yield* bytes;
  }
  for await (const event of readEvents(stream())) found.push(event);
  return found;
}

const STREAM = 'id: 4\r\nevent: note\r\ndata: {"a":"ü"}\r\n\r\n: keep-alive\r\n\r\nevent: end\r\ndata: {}\r\n\r\n';

describe('readEvents', () => {
  it('reads name, id and data, and leaves comments out', async () => {
    expect(await read(STREAM)).toEqual([
      { id: 4, name: 'note', data: '{"a":"ü"}' },
      { id: undefined, name: 'end', data: '{}' },
    ]);
  });

  it('reads the same however the bytes are cut, even within a letter or the end of a line', async () => {
    const bytes = new TextEncoder().encode(STREAM);
    const expected = await read(STREAM);
    expect(await read(...Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1)))).toEqual(expected);
    for (let at = 1; at < bytes.length; at += 1) {
      expect(await read(bytes.subarray(0, at), bytes.subarray(at))).toEqual(expected);
    }
  });

  it('joins several lines of data', async () => {
    expect(await read('data: a\ndata: b\n\n')).toEqual([{ id: undefined, name: 'message', data: 'a\nb' }]);
  });

  it('leaves an event out that was cut off', async () => {
    expect(await read('id: 1\ndata: whole\n\nid: 2\ndata: ha')).toHaveLength(1);
  });

  it('does not take for an id what is none', async () => {
    expect(await read('id: x\ndata: a\n\n')).toEqual([{ id: undefined, name: 'message', data: 'a' }]);
  });
});
