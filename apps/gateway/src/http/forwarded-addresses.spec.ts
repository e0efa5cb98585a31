import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Controller, Get, Module, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { onlyAddresses } from './forwarded-addresses';

@Controller()
class Who {
  @Get()
  who(@Req() { ip }: FastifyRequest): string {
    return ip;
  }
}

@Module({ controllers: [Who] })
class Gateway {}

describe('the address that a trusted proxy tells', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const adapter = new FastifyAdapter({ trustProxy: ['10.0.0.0/8'] });
    app = await NestFactory.create<NestFastifyApplication>(Gateway, adapter, { logger: false });
    onlyAddresses(app);
    await app.init();
  });
  afterAll(() => app.close());

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['198.51.100.1, 192.0.2.7', '192.0.2.7'],
    ['192.0.2.7, 10.0.0.2', '192.0.2.7'],
    ['2001:db8::7', '2001:db8::7'],
    ['junk, 192.0.2.7', '192.0.2.7'],
    ['junk', '10.0.0.1'],
    ['192.0.2.7, junk', '10.0.0.1'],
    ['192.0.2.7, junk, 10.0.0.2', '10.0.0.2'],
    ['192.0.2.7:1234', '192.0.2.7'],
    ['[2001:db8::7]:1234', '2001:db8::7'],
    ['192.0.2.777', '10.0.0.1'],
    ['<script>', '10.0.0.1'],
    ['', '10.0.0.1'],
  ])('is an address, or else the nearest one that is: %j', async (said, expected) => {
    const answer = await app.inject({ url: '/', remoteAddress: '10.0.0.1', headers: { 'x-forwarded-for': said } });
    expect(answer.body).toBe(expected);
  });
});
