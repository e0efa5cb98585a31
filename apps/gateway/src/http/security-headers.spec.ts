import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { setSecurityHeaders } from './security-headers';

@Module({})
class Gateway {}

it.each([
  ['of its own', { hasTls: true, publicUrl: undefined }, true],
  ['of what stands before it', { hasTls: false, publicUrl: 'https://packs.example.com' }, true],
  ['of nobody', { hasTls: false, publicUrl: undefined }, false],
  ['of nobody, as its address says', { hasTls: false, publicUrl: 'http://packs.example.com' }, false],
])('browsers are told to keep to HTTPS when there is that %s', async (_whose, reach, expected) => {
  const app = await NestFactory.create<NestFastifyApplication>(Gateway, new FastifyAdapter(), { logger: false });
  await setSecurityHeaders(app, reach);
  await app.init();
  const { headers } = await app.inject({ url: '/' });
  expect(headers['strict-transport-security']).toBe(expected ? 'max-age=31536000' : undefined);
  await app.close();
});
