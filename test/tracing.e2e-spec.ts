import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { aPack, type CollectedSpan, eventually, TraceCollector } from '@packyard/testing';
import { LAYOUTS, type Service } from './support/service';
import { TestFixture } from './support/test-fixture';

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const STAGES = ['download', 'resolve', 'build', 'register'];
const SECRET = 'hunter2-of-the-collector';
const MAX_MS = 60_000;

describe.each(LAYOUTS)('the trace of an install: %s', (layout) => {
  const fixture = new TestFixture();
  let collector: TraceCollector;
  let service: Service;
  let id: number;

  const named = (name: string): CollectedSpan[] => collector.spans.filter((span) => span.name === name);
  const one = (name: string): CollectedSpan => {
    const [span, ...others] = named(name);
    if (span === undefined || others.length > 0) throw new Error(`${named(name).length} spans are called ${name}`);
    return span;
  };
  const above = (span: CollectedSpan) => collector.spans.find(({ spanId }) => spanId === span.parentSpanId)?.name;
  const endsOf = ({ startTimeUnixNano, endTimeUnixNano }: CollectedSpan) =>
    [startTimeUnixNano, endTimeUnixNano].map((nanoseconds) => Number(BigInt(nanoseconds) / 1_000_000n));

  beforeAll(async () => {
    collector = await TraceCollector.start();
    service = await fixture.start({
      layout,
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${SECRET}`,
        PACKYARD_LOG_FORMAT: 'json',
      },
    });
    aPack('slack')
      .withPython(fixture.addWheel(fixture.path('slack')))
      .writeTo(fixture.path('slack'));
    const body = { action: 'core.install_packs', parameters: { packs: [fixture.path('slack')] } };
    const headers = { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` };
    const answer = await service.request('/api/v1/executions', { body, headers });
    id = ((await answer.json()) as { data: { id: number } }).data.id;
    expect((await service.ended(id)).status).toBe('completed');
    // A process sends what has ended every few seconds.
    const ends = ['POST /api/v1/executions', ...STAGES];
    await eventually(() => expect(ends.filter((name) => named(name).length !== 1)).toEqual([]), MAX_MS);
  });
  afterAll(() => collector.close());

  it('begins with the request, in the trace of whoever asked', () => {
    const request = one('POST /api/v1/executions');
    expect([request.traceId, request.parentSpanId]).toEqual([CALLER.traceId, CALLER.spanId]);
    expect(request.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': '/api/v1/executions',
      'http.response.status_code': 201,
      'packyard.execution.id': id,
    });
  });

  it.each(STAGES)('has the wait for %s, and then the task with its work and its commit', (stage) => {
    const [wait, task] = [one(`${stage} wait`), one(stage)];
    for (const span of [wait, task]) {
      expect([span.traceId, above(span)]).toEqual([CALLER.traceId, 'POST /api/v1/executions']);
      expect(span.attributes).toMatchObject({ 'packyard.execution.id': id, 'packyard.stage': stage });
    }
    for (const part of ['work', 'commit']) {
      const span = one(`${stage} ${part}`);
      expect([span.traceId, span.parentSpanId]).toEqual([CALLER.traceId, task.spanId]);
    }
    const [began = 0, ended = 0] = endsOf(task);
    expect(endsOf(wait)[1]).toBeLessThanOrEqual(began + 1);
    expect(endsOf(one(`${stage} work`))[1]).toBeLessThanOrEqual(ended + 1);
  });

  it('has the programs that a build starts, as parts of its work', () => {
    const tools = collector.spans.filter((span) => span.attributes['process.pid'] !== undefined);
    const ofBuild = tools.filter((span) => above(span) === 'build work');
    expect(ofBuild.map(({ name }) => name).join(' ')).toMatch(/python/);
    for (const { traceId, attributes } of ofBuild) {
      expect([traceId, attributes['process.exit.code']]).toEqual([CALLER.traceId, 0]);
    }
  });

  it('holds nothing else: what nobody asked for begins no trace', () => {
    expect(collector.spans.filter(({ traceId }) => traceId !== CALLER.traceId).map(({ name }) => name)).toEqual([]);
  });

  it('comes from the process that did the work', () => {
    const [gateway, builder] =
      layout === 'standalone' ? ['packyard', 'packyard'] : ['packyard-gateway', 'packyard-env-builder'];
    expect([one('POST /api/v1/executions').service, one('build').service]).toEqual([gateway, builder]);
  });

  it('is found by the lines of the log', () => {
    const lines = service.log.join('').split('\n');
    const ended = lines.filter((line) => line.includes('(build, ') && line.includes('succeeded'));
    expect(ended.map((line) => (JSON.parse(line) as Record<string, unknown>)['trace_id'])).toEqual([CALLER.traceId]);
  });

  it('is sent with the headers that are set, which no span, log or program has', () => {
    expect(collector.headers[0]?.['authorization']).toBe(`Bearer ${SECRET}`);
    expect(JSON.stringify(collector.spans)).not.toContain(SECRET);
    expect(service.log.join('')).not.toContain(SECRET);
  });

  it('has the reason of a failure', async () => {
    const failed = await service.install([fixture.path('missing')]);
    expect(failed.status).toBe('failed');
    const spans = await eventually(() => {
      const found = named('download').filter(({ attributes }) => attributes['packyard.execution.id'] === failed.id);
      expect(found).toHaveLength(1);
      return found;
    }, MAX_MS);
    expect(spans[0]?.attributes['error.type']).toBe('SOURCE_NOT_FOUND');
    expect(spans[0]?.status).toMatchObject({ code: 2, message: expect.stringContaining('missing') as string });
  });

  it('keeps neither an install nor the end waiting when the collector falls silent', async () => {
    collector.isSilent = true;
    const asked = collector.headers.length;
    expect((await service.install([fixture.path('slack')], { force: true })).status).toBe('completed');
    await eventually(() => expect(collector.headers.length).toBeGreaterThan(asked), MAX_MS);
    expect(new Set(await service.stop())).toEqual(new Set([0]));
  });
});

it('loads nothing of it where no collector is set', () => {
  const modules = ['gateway/src/gateway.module', 'env-builder/src/env-builder.module'].map((name) =>
    join(__dirname, '../dist/apps', name),
  );
  const script = `${modules.map((name) => `require(${JSON.stringify(name)});`).join('')}
    const loaded = Object.keys(require.cache).filter((name) => /opentelemetry.(sdk|exporter|core|otlp)/.test(name));
    process.stdout.write(JSON.stringify(loaded));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['[]', '']);
});
