// Where the packs come from: an HTTP server on loopback that takes its time when told to.
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { onCleanup } from '../cleanup.mjs';
import { makePack } from './packs.mjs';

export async function startOrigin() {
  const origin = new Origin();
  await origin.listen();
  return origin;
}

class Origin {
  /** How long every request waits for its answer. */
  latencyMs = 0;
  archives = new Map();
  made = 0;

  async listen() {
    const server = createServer((request, response) => void this.answer(request, response));
    server.keepAliveTimeout = 60_000;
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${server.address().port}`;
    onCleanup(async () => {
      server.close();
      server.closeAllConnections();
    });
  }

  /** URLs of as many packs as asked for, none of which was there before. */
  packs(count) {
    return Array.from({ length: count }, () => {
      this.made += 1;
      const ref = `bench_${String(this.made).padStart(6, '0')}`;
      const path = `/${ref}.tar.gz`;
      this.archives.set(path, makePack(ref));
      return `${this.url}${path}`;
    });
  }

  async answer(request, response) {
    if (this.latencyMs > 0) await delay(this.latencyMs);
    const archive = this.archives.get(request.url);
    if (archive === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': 'application/gzip', 'content-length': archive.length }).end(archive);
  }
}
