import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { listenOnLoopback, type LoopbackServer } from './loopback-server';

export interface FileServer extends LoopbackServer {
  /** Requests that came in, as `METHOD /path`. */
  requests: string[];
  /** Paths that begin like this are not answered until they are let go, by cutting them off, or are served after all. */
  hold(prefix: string): { waiting(): number; letGo(): void; serve(): void };
  /** From now on the path is answered with the status. */
  answer(path: string, status: number): void;
}

/** Serves a folder's files, each with the headers. */
export async function startFileServer(folder: string, headers: Record<string, string> = {}): Promise<FileServer> {
  const requests: string[] = [];
  const held = new Map<string, { path: string; response: ServerResponse }[] | undefined>();
  const statuses = new Map<string, number>();
  const send = (path: string, response: ServerResponse) => {
    const status = statuses.get(path);
    if (status !== undefined) return response.writeHead(status).end();
    try {
      const file = path.endsWith('/') ? `${path}index.html` : path;
      const content = readFileSync(join(folder, file));
      const type = file.endsWith('.html') ? 'text/html' : 'application/octet-stream';
      return response.writeHead(200, { ...headers, 'content-type': type }).end(content);
    } catch {
      return response.writeHead(404).end();
    }
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    requests.push(`${request.method ?? ''} ${path}`);
    const prefix = [...held.keys()].find((candidate) => path.startsWith(candidate));
    const waiting = prefix === undefined ? undefined : held.get(prefix);
    if (waiting === undefined) send(path, response);
    else waiting.push({ path, response });
  });
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    requests,
    answer: (path, status) => void statuses.set(path, status),
    hold: (prefix) => {
      held.set(prefix, []);
      return {
        waiting: () => held.get(prefix)?.filter(({ response }) => !response.destroyed).length ?? 0,
        letGo: () => {
          const waiting = held.get(prefix) ?? [];
          held.delete(prefix);
          for (const { response } of waiting) response.destroy();
        },
        serve: () => {
          const waiting = held.get(prefix) ?? [];
          held.delete(prefix);
          for (const { path, response } of waiting) send(path, response);
        },
      };
    },
  };
}
