import { once } from 'node:events';
import { createServer } from 'node:http';

export const AUTHORIZATION = 'Bearer of-the-registry';

/** Serves an empty index to those who know the secret, and `/held.tgz` only once it is told to. */
export async function startOrigin(archive) {
  const waiting = [];
  let isOpen = false;
  const origin = {
    letGo: () => {
      isOpen = true;
      for (const response of waiting.splice(0)) response.end(archive);
    },
    asked: 0,
    close: () => server.close().closeAllConnections(),
  };
  const server = createServer(({ url, headers }, response) => {
    if (url === '/held.tgz') {
      origin.asked += 1;
      if (isOpen) response.end(archive);
      else waiting.push(response);
    } else if (headers.authorization === AUTHORIZATION) response.end('{"packs":[]}');
    else response.writeHead(401).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return Object.assign(origin, { url: `http://127.0.0.1:${server.address().port}` });
}
