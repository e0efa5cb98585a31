import { setTimeout as delay } from 'node:timers/promises';
import { RejectedError } from '@packyard/contracts';
import { runCommand } from '@packyard/sandbox';
import { eventually, type LoopbackServer, startRawServer, TraceCollector } from '@packyard/testing';
import { openTracer } from './open-telemetry';
import { beginSpan, currentSpan, duringSpan, inSpan, pastSpan, useTracer } from './tracer';
import type { TracingSettings } from './tracing-settings';

const SAMPLER = { name: 'parentbased_always_on', ratio: 1 } as const;
const troubles: string[] = [];

const settings = (url: string, more: Partial<TracingSettings> = {}): TracingSettings => ({
  url,
  headers: {},
  resource: { 'service.name': 'tried' },
  sampler: SAMPLER,
  onTrouble: (error) => troubles.push(String(error?.message)),
  ...more,
});
const work = (name: string, parent: string | null = null) => inSpan({ name, parent }, () => Promise.resolve(name));

afterEach(() => {
  useTracer(undefined);
  troubles.length = 0;
});

describe('spans that reach their collector', () => {
  let collector: TraceCollector;
  beforeAll(async () => (collector = await TraceCollector.start()));
  afterAll(() => collector.close());
  beforeEach(() => (collector.spans.length = 0));

  async function traced(run: () => Promise<unknown>, more: Partial<TracingSettings> = {}) {
    const tracer = openTracer(settings(`${collector.url}/v1/traces`, more));
    useTracer(tracer);
    await run();
    await tracer.close();
    return Object.fromEntries(collector.spans.map((span) => [span.name, span]));
  }

  it('belong to what was at work, also across what is waited for', async () => {
    const spans = await traced(() =>
      inSpan({ name: 'outer', parent: null }, async () => {
        await delay(1);
        await inSpan({ name: 'inner' }, () => delay(1));
      }),
    );
    expect(spans['inner']).toMatchObject({ traceId: spans['outer']?.traceId, parentSpanId: spans['outer']?.spanId });
  });

  it('begin no trace by themselves', async () => {
    expect(await traced(() => inSpan({ name: 'alone' }, () => Promise.resolve()))).toEqual({});
  });

  it.each([
    ['nothing', ''],
    ['a word', 'nonsense'],
    ['zeros', '00-00000000000000000000000000000000-0000000000000000-01'],
    ['something long', `00-${'a'.repeat(5000)}`],
  ])('begin a trace where %s was sent in place of a traceparent', async (_what, parent) => {
    const { given } = await traced(() => work('given', parent));
    expect(given?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(given?.parentSpanId ?? '').toBe('');
  });

  it('are left out where the caller has not sampled its trace', async () => {
    expect(await traced(() => work('unwanted', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`))).toEqual({});
  });

  it('are left out by the sampler', async () => {
    const never = { sampler: { name: 'parentbased_traceidratio', ratio: 0 } as const };
    expect(await traced(() => work('unwanted'), never)).toEqual({});
  });

  it('have the code of an error of ours, and only the name of another', async () => {
    const failing = (name: string, error: Error) =>
      inSpan({ name, parent: null }, () => Promise.reject(error)).catch(() => undefined);
    const spans = await traced(async () => {
      await failing('ours', new RejectedError('SOURCE_NOT_FOUND', 'It is not there.', { hint: 'Look elsewhere.' }));
      await failing('other', new TypeError('the password is hunter2'));
    });
    expect(spans['ours']).toMatchObject({
      attributes: { 'error.type': 'SOURCE_NOT_FOUND' },
      status: { code: 2, message: 'It is not there.' },
    });
    expect(spans['other']).toMatchObject({ attributes: { 'error.type': 'TypeError' }, status: { code: 2 } });
    expect(JSON.stringify(spans)).not.toContain('hunter2');
  });

  it('can be over when they begin, and can end elsewhere', async () => {
    const { waited, asked } = await traced(() => {
      pastSpan({ name: 'waited', parent: null }, 5000);
      const span = beginSpan({ name: 'asked', parent: null });
      duringSpan(span, () => currentSpan()?.set({ answered: 'here' }));
      span?.end();
      return Promise.resolve();
    });
    expect(Number(waited?.endTimeUnixNano) - Number(waited?.startTimeUnixNano)).toBeCloseTo(5e9, -7);
    expect(asked?.attributes).toEqual({ answered: 'here' });
  });

  it('are handed to programs as TRACEPARENT, and hold none of their arguments but a subcommand', async () => {
    let printed = '';
    const order = {
      command: 'sh',
      args: ['-c', 'echo "$TRACEPARENT"; exit 3', 'hunter2'],
      workingFolder: '/',
      environment: { PATH: process.env['PATH'] ?? '' },
      signal: new AbortController().signal,
    };
    const spans = await traced(() =>
      inSpan({ name: 'build', parent: null }, async () => {
        printed = (await runCommand(order)).stdout.trim();
        await runCommand({ ...order, args: ['install', 'hunter2'] });
      }),
    );
    const { sh, build } = spans;
    expect(printed).toBe(`00-${build?.traceId ?? ''}-${sh?.spanId ?? ''}-01`);
    expect(sh).toMatchObject({
      parentSpanId: build?.spanId,
      attributes: { 'process.exit.code': 3 },
      status: { code: 2 },
    });
    expect(spans['sh install']).toBeDefined();
    expect(JSON.stringify(spans)).not.toContain('hunter2');
  });
});

describe('a collector that is in trouble', () => {
  const raw = (answer: Parameters<typeof startRawServer>[0]) => () => startRawServer(answer);
  const answering = (status: string) => raw((socket) => socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`));

  const FAULTS: Record<string, [RegExp, () => Promise<LoopbackServer>]> = {
    refuses: [
      /ECONNREFUSED/,
      async () => {
        const server = await startRawServer(() => undefined);
        await server.close();
        return { ...server, close: () => Promise.resolve() };
      },
    ],
    'cuts connections': [/hang up|ECONNRESET/, raw((socket) => socket.destroy())],
    'answers that it is not allowed': [/Unauthorized/, answering('401 Unauthorized')],
    'answers late that it is busy': [
      /Busy|retryable|timed? ?out/i,
      raw((socket) => setTimeout(() => socket.end('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'), 300)),
    ],
    'says nothing': [/timed? ?out/i, raw(() => undefined)],
  };

  let server: LoopbackServer;
  afterEach(() => server.close());

  it.each(Object.entries(FAULTS))('that %s concerns nobody but the log', async (_what, [told, fault]) => {
    server = await fault();
    const tracer = openTracer(settings(`${server.url}/v1/traces`, { timeoutMs: 1000 }));
    useTracer(tracer);
    const names = Array.from({ length: 3000 }, (_, index) => `span ${index}`);
    expect(await Promise.all(names.map((name) => work(name)))).toEqual(names);
    await tracer.close();
    await eventually(() => expect(troubles.join(' ')).toMatch(told), 30_000);
  });
});
