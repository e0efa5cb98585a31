// The proxy of docker-compose.yml as it runs, before a server that answers with the headers that it gets.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, get } from 'node:http';
import { connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { run } from './tools.mjs';

const FILE = 'deploy/proxies/compose.haproxy.cfg';
const MAX_START_MS = 60_000;
const CLAIMS = { 'X-Forwarded-For': '203.0.113.5', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'a.example.org' };
const MAX_CONNECTIONS = 200;
const TOO_MANY = MAX_CONNECTIONS + 10;

/** Of each thing that it has to do: whether it did, and what it did instead. */
export async function* saidOfProxy() {
  if (!run('haproxy', ['-v']).isWell) return;
  const seen = (headers) => Object.keys(CLAIMS).map((name) => headers[name.toLowerCase()]);
  for (const [who, before, wanted] of [
    ['drops what clients say', '127.0.0.9', ['127.0.0.1', 'http', undefined]],
    ['hands on what the proxy before it says', '127.0.0.1', Object.values(CLAIMS)],
  ]) {
    const got = await withProxy(before, async (port) => seen(await headersSeen(port)));
    yield { what: `${FILE} ${who}`, isWell: `${got}` === `${wanted}`, output: JSON.stringify(got) };
  }
  const { refused, ended } = await withProxy('127.0.0.9', sendHalfRequests);
  yield {
    what: `${FILE} limits connections of an address, and how long headers take`,
    isWell: refused >= TOO_MANY - MAX_CONNECTIONS && ended >= MAX_CONNECTIONS / 2 && refused + ended === TOO_MANY,
    output: `${refused} refused, ${ended} ended`,
  };
}

async function withProxy(before, use) {
  const folder = mkdtempSync(join(tmpdir(), 'packyard-proxy-'));
  const server = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  const port = await freePort();
  const config = readFileSync(FILE, 'utf8')
    .replace('bind :8080', `bind 127.0.0.1:${port}`)
    .replace(/server-template .*/, `server one 127.0.0.1:${await listen(server)}`);
  writeFileSync(join(folder, 'haproxy.cfg'), config);
  const env = { ...process.env, PROXY_BEFORE: before };
  const haproxy = spawn('haproxy', ['-f', join(folder, 'haproxy.cfg')], { env, stdio: 'ignore' });
  const ended = new Promise((done) => haproxy.once('exit', done));
  try {
    const latest = Date.now() + MAX_START_MS;
    while (!(await headersSeen(port).catch(() => undefined))) {
      if (Date.now() > latest || haproxy.exitCode !== null) throw new Error(`haproxy does not start with ${FILE}`);
      await pause(100);
    }
    return await use(port);
  } finally {
    haproxy.kill();
    await ended;
    server.close();
    rmSync(folder, { recursive: true });
  }
}

async function freePort() {
  const server = createTcpServer();
  const port = await listen(server);
  await new Promise((done) => server.close(done));
  return port;
}

function listen(server) {
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
}

function headersSeen(port) {
  return new Promise((done, fail) => {
    get({ port, host: '127.0.0.1', headers: CLAIMS, agent: false }, async (response) => {
      if (response.statusCode !== 200) fail(new Error(`${response.statusCode}`));
      else done(JSON.parse((await response.toArray()).join('')));
    }).on('error', fail);
  });
}

/** How many were refused at once, and how many were told later that their headers take too long. */
async function sendHalfRequests(port) {
  const answers = await Promise.all(
    Array.from({ length: TOO_MANY }, () => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n'));
      let said = '';
      socket.on('data', (bytes) => (said += bytes)).on('error', () => undefined);
      return new Promise((done) => socket.once('close', () => done(said)));
    }),
  );
  return {
    refused: answers.filter((said) => said === '').length,
    ended: answers.filter((said) => said.startsWith('HTTP/1.1 408 ')).length,
  };
}
