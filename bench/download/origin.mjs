// A web server that takes its time: every answer waits, large ones break off now and then.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const BOUNDARY = 'part-of-the-origin';

export async function startOrigin({ latencyMs }) {
  const origin = new Origin(latencyMs);
  await new Promise((resolve) => origin.server.listen(0, '127.0.0.1', resolve));
  origin.url = `http://127.0.0.1:${origin.server.address().port}`;
  return origin;
}

class Origin {
  files = new Map();
  /** Since they were looked at last: requests, those of them that were answered by 304, bytes of bodies. */
  counted = { requests: 0, unchanged: 0, bytes: 0 };
  cutsLeft = 0;
  server = createServer((request, response) => void this.answer(request, response));

  constructor(latencyMs) {
    this.latencyMs = latencyMs;
  }

  add(path, content) {
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 16)}"`;
    this.files.set(path, { content, etag });
    return `${this.url}${path}`;
  }

  take() {
    const { counted } = this;
    this.counted = { requests: 0, unchanged: 0, bytes: 0 };
    return counted;
  }

  close() {
    this.server.close();
    this.server.closeAllConnections();
  }

  async answer(request, response) {
    this.counted.requests += 1;
    await delay(this.latencyMs);
    const file = this.files.get(request.url);
    if (file === undefined) return response.writeHead(404).end();
    const { content, etag } = file;
    if (request.headers['if-none-match'] === etag) {
      this.counted.unchanged += 1;
      return response.writeHead(304, { etag }).end();
    }
    const ranges = rangesOf(request.headers.range, content.length);
    const [part, headers] = ranges === undefined ? [content, {}] : partOf(content, ranges);
    response.writeHead(ranges === undefined ? 200 : 206, { etag, ...headers, 'content-length': part.length });
    await this.send(response, part);
  }

  /** An equal share each time, until it has broken off often enough; slowly, so that little is under way. */
  async send(response, content) {
    const end = Math.ceil(content.length / (this.cutsLeft + 1));
    for (let at = 0; at < end; at += 65_536) {
      const part = content.subarray(at, Math.min(end, at + 65_536));
      this.counted.bytes += part.length;
      if (!response.write(part)) await drained(response);
      if (this.cutsLeft > 0) await delay(1);
    }
    if (this.cutsLeft === 0) return response.end();
    this.cutsLeft -= 1;
    response.destroy();
  }
}

/** First and last bytes; nothing when all is asked for. */
function rangesOf(header, length) {
  const [, list] = /^bytes=([\d,\s-]+)$/.exec(header ?? '') ?? [];
  return list?.split(',').map((range) => {
    const [from, to] = range.trim().split('-');
    return [Number(from), Math.min(to === '' ? Infinity : Number(to), length - 1)];
  });
}

/** What is sent of the content, and the headers that say so; several ranges as nginx and Apache send them. */
function partOf(content, ranges) {
  const named = ([from, to]) => `bytes ${from}-${to}/${content.length}`;
  const [only] = ranges;
  if (ranges.length === 1) return [content.subarray(only[0], only[1] + 1), { 'content-range': named(only) }];
  const pieces = ranges.flatMap((range) => [
    Buffer.from(`\r\n--${BOUNDARY}\r\nContent-range: ${named(range)}\r\n\r\n`),
    content.subarray(range[0], range[1] + 1),
  ]);
  const type = `multipart/byteranges; boundary=${BOUNDARY}`;
  return [Buffer.concat([...pieces, Buffer.from(`\r\n--${BOUNDARY}--\r\n`)]), { 'content-type': type }];
}

/** Or gone. */
function drained(response) {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
