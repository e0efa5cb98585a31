import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host of repositories that is there for whoever only asks whether it is, but never answers git. */
export async function startStuckGitServer(): Promise<{ url: string; waiting: () => number; close: () => void }> {
  let waiting = 0;
  const server = createServer((request, response) => {
    if (!/^git\//.test(request.headers['user-agent'] ?? '')) return void response.writeHead(200).end();
    waiting += 1;
    response.once('close', () => (waiting -= 1));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    waiting: () => waiting,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
