import 'reflect-metadata';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { Controller, Get, Module, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { endStalledAnswers } from './stalled-answers';

const STALLED_MS = 200;
const MAX_MS = 1000;
/** A busy machine stalls as well. */
const PATIENT_MS = 3000;
const LARGE = 64 << 20;

@Controller()
class Anything {
  @Get('large')
  large(@Res() reply: FastifyReply) {
    void reply.send(Readable.from(chunks()));
  }

  @Get('whole')
  whole() {
    return 'x'.repeat(LARGE);
  }

  @Get('slow')
  async slow() {
    await after(1.2 * PATIENT_MS);
    return 'at last';
  }

  @Get('quick')
  quick() {
    return 'at once';
  }
}

function* chunks() {
  for (let sent = 0; sent < LARGE; sent += 1 << 20) yield Buffer.alloc(1 << 20);
}

@Module({ controllers: [Anything] })
class Gateway {}

describe('endStalledAnswers', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let app: NestFastifyApplication;
  let url: string;

  async function start(limits: { stalledMs: number; maxMs: number }): Promise<void> {
    app = await NestFactory.create<NestFastifyApplication>(Gateway, new FastifyAdapter(), { logger: false });
    endStalledAnswers(app, limits);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  }
  afterEach(() => app.close());
  afterAll(() => agent.destroy());

  async function connectionClosed(): Promise<void> {
    const [socket] = (await once(app.getHttpServer(), 'connection')) as [Socket];
    await new Promise((resolve) => socket.once('close', resolve));
  }

  async function get(path: string): Promise<IncomingMessage> {
    const [answer] = (await once(httpRequest(url + path, { agent }).end(), 'response')) as [IncomingMessage];
    return answer;
  }

  it.each(['/large', '/whole'])('closes the connection of a client that does not read %s', async (path) => {
    await start({ stalledMs: STALLED_MS, maxMs: MAX_MS });
    const left = connectionClosed();
    const stalled = connect(Number(new URL(url).port), '127.0.0.1').pause();
    stalled.write(`GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`);
    await left;
    stalled.destroy();
  });

  it('closes that of a client which reads a little now and then, when the answer lies in memory', async () => {
    await start({ stalledMs: STALLED_MS, maxMs: MAX_MS });
    const left = connectionClosed();
    const slow = connect(Number(new URL(url).port), '127.0.0.1').pause();
    slow.write('GET /whole HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n');
    const reading = setInterval(() => void slow.read(1024), STALLED_MS / 4);
    await left;
    clearInterval(reading);
    slow.destroy();
  });

  it('sends all to one that reads, and waits as long as it takes for what is answered next', async () => {
    await start({ stalledMs: PATIENT_MS, maxMs: 600_000 });
    expect((await buffer(await get('/large'))).length).toBe(LARGE);
    expect(String(await buffer(await get('/quick')))).toBe('at once');
    expect(String(await buffer(await get('/slow')))).toBe('at last');
  });
});
