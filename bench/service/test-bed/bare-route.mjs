// What a submission is compared with: a route of NestJS on Fastify that inserts one row, and nothing else.
//   DATABASE_URL=postgresql://… node bare-route.mjs
import 'reflect-metadata';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

class RowsController {
  async insert(body) {
    const { rows } = await pool.query('INSERT INTO bare_row (content) VALUES ($1) RETURNING id', [body]);
    return { data: { id: rows[0].id } };
  }
}
const route = Object.getOwnPropertyDescriptor(RowsController.prototype, 'insert');
Body()(RowsController.prototype, 'insert', 0);
Post()(RowsController.prototype, 'insert', route);
Controller('rows')(RowsController);

class BareModule {}
Module({ controllers: [RowsController] })(BareModule);

await pool.query(
  'CREATE TABLE bare_row (id serial PRIMARY KEY, content jsonb NOT NULL, created timestamptz DEFAULT now())',
);
const app = await NestFactory.create(BareModule, new FastifyAdapter(), { logger: ['error'] });
await app.listen(0, '127.0.0.1');
process.stdout.write(`bare route ready http://127.0.0.1:${app.getHttpServer().address().port}\n`);
