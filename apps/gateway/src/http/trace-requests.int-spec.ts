import 'reflect-metadata';
import { Controller, Get, HttpException, Module, Post, Req } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { eventually } from '@packyard/testing';
import { currentSpan, inSpan, type NewSpan, type Tracer, useTracer } from '@packyard/tracing';
import type { FastifyRequest } from 'fastify';
import { traceRequests } from './trace-requests';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

@Controller('api/v1/things')
class Things {
  /** As the guard does it. */
  private async enter(request: FastifyRequest): Promise<void> {
    await Promise.resolve();
    if (request.headers.authorization !== 'Bearer good') throw new HttpException('no', 401);
    request.beginTrace?.();
    request.beginTrace?.();
  }

  @Get()
  async look(@Req() request: FastifyRequest) {
    await this.enter(request);
    return { span: currentSpan()?.fields.span_id ?? 'none' };
  }

  @Post()
  async change(@Req() request: FastifyRequest) {
    await this.enter(request);
    return inSpan({ name: 'work' }, () => Promise.resolve({ span: currentSpan()?.fields.span_id ?? 'none' }));
  }
}

@Module({ controllers: [Things] })
class Gateway {}

/** Keeps what is begun; a span is called by its number. */
class KeptSpans implements Tracer {
  readonly begun: (NewSpan & { status?: unknown; isEnded: boolean })[] = [];

  begin(description: NewSpan): ReturnType<Tracer['begin']> {
    const kept: KeptSpans['begun'][number] = { ...description, isEnded: false };
    const id = String(this.begun.push(kept));
    return {
      traceParent: `span ${id}`,
      fields: { trace_id: 'one', span_id: id },
      set: (attributes) => {
        kept.status = attributes['http.response.status_code'];
      },
      fail: () => undefined,
      end: () => {
        kept.isEnded = true;
      },
    };
  }

  past(): void {
    throw new Error('Nothing is told of later here');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

describe('traceRequests', () => {
  let app: NestFastifyApplication;
  let spans: KeptSpans;

  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(Gateway, new FastifyAdapter(), { logger: false });
    traceRequests(app);
    await app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    useTracer(undefined);
    await app.close();
  });
  beforeEach(() => {
    spans = new KeptSpans();
    useTracer(spans);
  });

  async function send(method: 'GET' | 'POST', headers: Record<string, string>) {
    const response = await fetch(`${await app.getUrl()}/api/v1/things`, {
      method,
      headers: { connection: 'close', ...headers },
    });
    return [response.status, ((await response.json()) as { span?: string }).span];
  }

  it('begins a span once the caller is known, of which all is a part that is done after that', async () => {
    expect(await send('POST', { traceparent, authorization: 'Bearer good' })).toEqual([201, '2']);
    await eventually(() => expect(spans.begun.every(({ isEnded }) => isEnded)).toBe(true), 30_000);
    expect(spans.begun).toMatchObject([
      {
        name: 'POST /api/v1/things',
        parent: traceparent,
        status: 201,
        attributes: { 'http.route': '/api/v1/things', 'url.path': '/api/v1/things' },
      },
      { name: 'work', parent: 'span 1' },
    ]);
  });

  it('begins a trace for who names none', async () => {
    expect(await send('POST', { authorization: 'Bearer good' })).toEqual([201, '2']);
    expect(spans.begun[0]?.parent).toBeNull();
  });

  it('begins none for strangers, whatever trace they name', async () => {
    for (const method of ['GET', 'POST'] as const) {
      for (const headers of [{}, { traceparent }, { traceparent, authorization: 'Bearer made-up' }]) {
        expect((await send(method, headers))[0]).toBe(401);
      }
    }
    expect(spans.begun).toEqual([]);
  });

  it('begins one for a look only when it is part of a trace', async () => {
    expect(await send('GET', { authorization: 'Bearer good' })).toEqual([200, 'none']);
    expect(await send('GET', { authorization: 'Bearer good', traceparent })).toEqual([200, '1']);
  });
});
