// A real git server, by `git http-backend`.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Counts what goes through its sockets, both ways and with all headers. Every answer waits as long as it is told. */
export async function startGitServer(folder, { latencyMs = 0 } = {}) {
  const http = createServer(async (request, response) => {
    counted.requests += 1;
    await delay(latencyMs);
    const { pathname, search } = new URL(request.url, 'http://loopback');
    const backend = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
      },
    });
    request.pipe(backend.stdin);
    answer(backend.stdout, response);
  });
  const counted = { requests: 0 };
  const sockets = [];
  http.on('connection', (socket) => sockets.push(socket));
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    get bytes() {
      return sockets.reduce((sum, { bytesRead, bytesWritten }) => sum + bytesRead + bytesWritten, 0);
    },
    get requests() {
      return counted.requests;
    },
    close: () => {
      http.close();
      http.closeAllConnections();
    },
  };
}

/** What a CGI program says: headers, an empty line, the body. */
function answer(output, response) {
  let head = Buffer.alloc(0);
  const read = (chunk) => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    output.off('data', read);
    const headers = head
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': '));
    const [, status = '200'] = headers.find(([name]) => name === 'Status') ?? [];
    response.writeHead(Number(status.slice(0, 3)), Object.fromEntries(headers.filter(([name]) => name !== 'Status')));
    response.write(head.subarray(end + 4));
    output.pipe(response);
  };
  output.on('data', read);
}
