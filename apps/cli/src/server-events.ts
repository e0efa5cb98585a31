export interface ServerEvent {
  id: number | undefined;
  name: string;
  data: string;
}

/** Reads a stream of server-sent events. Comments are left out. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event !== undefined) yield event;
    }
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  const fields = block.split(/\r?\n/).map((line) => /^(\w+):\s?(.*)$/.exec(line));
  const values = (name: string) => fields.filter((field) => field?.[1] === name).map((field) => field?.[2] ?? '');
  const data = values('data');
  if (data.length === 0) return undefined;
  const id = values('id').at(-1);
  return {
    id: id === undefined ? undefined : Number(id),
    name: values('event').at(-1) ?? 'message',
    data: data.join('\n'),
  };
}
