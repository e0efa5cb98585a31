import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answer = (response: ServerResponse, request: SeenRequest) => void;

/** An HTTP server that answers each route with what a test tells it, one answer after the other; the last one stays. */
export class FakeApi {
  readonly seen: SeenRequest[] = [];
  private readonly server = createServer((request, response) => void this.answer(request, response));
  private readonly answers = new Map<string, Answer[]>();

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((closed) => {
      this.server.close(() => closed());
      this.server.closeAllConnections();
    });
  }

  on(route: string, ...answers: Answer[]): this {
    this.answers.set(route, answers);
    return this;
  }

  requestsTo(route: string): SeenRequest[] {
    return this.seen.filter(({ method, path }) => `${method} ${path}` === route);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = (request.url ?? '').replace('/api/v1', '');
    const body = Buffer.concat(chunks).toString();
    const seen = { method: request.method ?? '', path, headers: request.headers, body };
    this.seen.push(seen);
    const queue = this.answers.get(`${seen.method} ${path}`) ?? [];
    const answer = queue.length > 1 ? queue.shift() : queue[0];
    (answer ?? json(404, { error: 'nothing', code: 'ROUTE_NOT_FOUND', message: `There is nothing at ${path}.` }))(
      response,
      seen,
    );
  }
}

export function json(status: number, body: unknown): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

export function text(status: number, body: string): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'text/html' }).end(body);
}

/** A stream that ends after these events. */
export function events(...items: readonly { id?: number; name: string; data: unknown }[]): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(items.map(frame).join(''));
  };
}

/** A stream that breaks in the middle of an event. */
export function brokenEvents(...items: readonly { id?: number; name: string; data: unknown }[]): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`${items.map(frame).join('')}id: 99\nevent: pack\nda`, () => response.destroy());
  };
}

/** A stream on which nothing comes any more. */
export function silence(onOpen: () => void = () => undefined): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': hello\n\n', onOpen);
  };
}

function frame({ id, name, data }: { id?: number; name: string; data: unknown }): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
