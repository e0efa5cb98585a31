import { once } from 'node:events';
import { createServer, get, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, get as getOverTls } from 'node:https';
import { connect } from 'node:net';
import { connect as connectOverTls } from 'node:tls';
import { eventually, listenOnLoopback } from '@packyard/testing';
import { watchSilentConnections } from './silent-connections';
import { makeCertificate } from './tls/make-certificate';

const trusting = { host: '127.0.0.1', agent: false, rejectUnauthorized: false };

describe.each(['http', 'https'])('connections of %s on which nothing was asked yet', (scheme) => {
  const isTls = scheme === 'https';

  it('are closed, and no others', async () => {
    const waiting: ServerResponse[] = [];
    const answer = (_request: unknown, response: ServerResponse) => void waiting.push(response);
    const server: Server = isTls ? createTlsServer(await makeCertificate(['localhost']), answer) : createServer(answer);
    const closeSilent = watchSilentConnections(server);
    const loopback = await listenOnLoopback(server);
    const { port } = loopback;
    const asked = once((isTls ? getOverTls : get)({ ...trusting, port }), 'response');
    await eventually(() => expect(waiting).toHaveLength(1));
    const silent = isTls ? connectOverTls({ ...trusting, port }) : connect(port, '127.0.0.1');
    await once(silent, isTls ? 'secureConnect' : 'connect');
    // Until the server has it as well.
    const closed = once(silent, 'close');
    const again = setInterval(closeSilent, 10);
    await closed;
    clearInterval(again);
    waiting[0]!.end();
    expect((await asked)[0]).toMatchObject({ statusCode: 200 });
    await loopback.close();
  });
});
