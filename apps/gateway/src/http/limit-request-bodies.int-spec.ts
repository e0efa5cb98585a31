import 'reflect-metadata';
import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { All, Body, Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { RejectedError } from '@packyard/contracts';
import { STRANGERS_BYTES } from './request-body-limit';
import { ErrorFilter } from './errors/error.filter';
import { limitRequestBodies } from './limit-request-bodies';
import { readJsonBodies } from './json-body';

@Controller()
class Anything {
  @All('things')
  answer(@Body() body: unknown) {
    return { bytes: JSON.stringify(body ?? '').length };
  }
}

@Module({ controllers: [Anything] })
class Gateway {}

const large = JSON.stringify({ text: 'x'.repeat(STRANGERS_BYTES) });

describe('limitRequestBodies', () => {
  let app: NestFastifyApplication;
  let url: string;
  let asked = 0;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(Gateway, new FastifyAdapter(), {
      logger: false,
      bodyParser: false,
    });
    app.useGlobalFilters(new ErrorFilter());
    limitRequestBodies(app, {
      maxMs: 300,
      assertKnown: ({ headers }, otherwise) => {
        asked += 1;
        if (headers.authorization === 'Bearer good') return Promise.resolve();
        const error =
          headers.authorization === 'Bearer broken'
            ? new Error('a secret of ours')
            : new RejectedError('UNAUTHENTICATED', otherwise, { hint: 'Bring one.' });
        return Promise.reject(error);
      },
    });
    readJsonBodies(app);
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());
  beforeEach(() => (asked = 0));

  function send(body: string, authorization = '') {
    return fetch(`${url}/things`, { method: 'POST', body, headers: { authorization } });
  }

  it('takes a small body from anybody, without asking who that is', async () => {
    const answer = await send('{"a": 1}');
    expect([answer.status, await answer.json(), asked]).toEqual([200, { bytes: 7 }, 0]);
  });

  it('takes a large body with a token, and asks once', async () => {
    const answer = await send(large, 'Bearer good');
    expect([answer.status, await answer.json(), asked]).toEqual([200, { bytes: large.length }, 1]);
  });

  it.each(['', 'Bearer bad'])('refuses a large body with the token "%s"', async (authorization) => {
    const answer = await send(large, authorization);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: `A body of more than ${STRANGERS_BYTES} bytes needs a token that may change something.`,
    });
  });

  it('fails when the token can not be looked up', async () => {
    const answer = await send(large, 'Bearer broken');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
  });

  it.each([
    ['nothing of it comes', ''],
    ['it stops', '{"a":'],
  ])('ends the wait for a body when %s', async (_what, start) => {
    const sending = httpRequest(`${url}/things`, { method: 'POST', headers: { 'content-length': '1000' } });
    sending.flushHeaders();
    if (start !== '') sending.write(start);
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers.connection]).toEqual([408, 'close']);
    expect(await json(answer)).toMatchObject({ code: 'REQUEST_INCOMPLETE' });
    sending.destroy();
  });

  it('ends it also when a byte comes now and then', async () => {
    const sending = httpRequest(`${url}/things`, { method: 'POST' });
    const drip = setInterval(() => sending.write(' '), 20);
    sending.on('error', () => undefined);
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    clearInterval(drip);
    expect(answer.statusCode).toBe(408);
    sending.destroy();
  });

  it('lives on when a client leaves in the middle of a body', async () => {
    const sending = httpRequest(`${url}/things`, { method: 'POST', headers: { 'content-length': '1000' } });
    sending.on('error', () => undefined);
    sending.write('{"a":', () => sending.destroy());
    await new Promise((resolve) => sending.once('close', resolve));
    expect((await send('{}')).status).toBe(200);
  });

  it('leaves a body alone that no route reads', async () => {
    const answer = await fetch(`${url}/things`, { method: 'OPTIONS' });
    expect(answer.status).toBe(200);
    const unknown = await fetch(`${url}/nowhere`, { method: 'POST', body: large });
    expect([401, 404]).toContain(unknown.status);
  });
});
