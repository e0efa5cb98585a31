import 'reflect-metadata';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Controller, Get, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually } from '@packyard/testing';
import { dropDisconnected } from './drop-disconnected';
import { ErrorFilter } from './errors/error.filter';
import { limitRate, WINDOW_MS } from './rate-limit/limit-rate';
import { SharedCounts } from './rate-limit/shared-counts';

const limits = { PACKYARD_RATE_LIMIT_LOGINS: 9, PACKYARD_RATE_LIMIT_WRITES: 9, PACKYARD_RATE_LIMIT_READS: 1000 };
const noOthers = { listen: () => undefined, notify: () => Promise.resolve() };
const RESETS = 20;

@Controller()
class Anything {
  @Get('things')
  answer() {
    return {};
  }
}

@Module({
  controllers: [Anything],
  providers: [{ provide: SharedCounts, useFactory: () => new SharedCounts(noOthers, WINDOW_MS) }],
})
class Gateway {}

describe('dropDisconnected', () => {
  let app: NestFastifyApplication;
  let open = 0;
  let reached = 0;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(
      Gateway,
      new FastifyAdapter({ forceCloseConnections: true }),
      { logger: false },
    );
    dropDisconnected(app);
    const fastify = app.getHttpAdapter().getInstance();
    fastify.addHook('onRequest', (_request, _reply, done) => {
      reached += 1;
      done();
    });
    app.useGlobalFilters(new ErrorFilter());
    await limitRate(app, limits);
    await app.listen(0, '127.0.0.1');
    app.getHttpServer().on('connection', (socket: Socket) => {
      open += 1;
      socket.once('close', () => (open -= 1));
    });
  });
  afterAll(() => app.close());

  it('logs nothing of who asks and resets the connection at once, and answers the next one', async () => {
    const error = jest.spyOn(Logger.prototype, 'error');
    const { port } = app.getHttpServer().address() as { port: number };
    for (let i = 0; i < RESETS; i += 1) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write('GET /things HTTP/1.1\r\nHost: x\r\n\r\n');
      socket.resetAndDestroy();
    }
    expect((await fetch(`http://127.0.0.1:${port}/things`, { headers: { connection: 'close' } })).status).toBe(200);
    await eventually(() => expect(open).toBe(0), 30_000);
    expect(error).not.toHaveBeenCalled();
  });

  it('ends a request whose connection has no address any more before any other hook', async () => {
    reached = 0;
    const { port } = app.getHttpServer().address() as { port: number };
    app.getHttpServer().once('connection', (socket: Socket) => {
      Object.defineProperty(socket, 'remoteAddress', { value: undefined });
    });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    // Answered, without the hook: then it ends after that.
    socket.write(`GET /${'x'.repeat(5000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    socket.resume();
    await once(socket, 'close');
    expect(reached).toBe(0);
  });
});
