import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { beginSpan, duringSpan } from '@packyard/tracing';

const TRACED = /^\/(api|v2)\//;
const READS = ['GET', 'HEAD', 'OPTIONS'];
const OUR_FAULT = 500;

/**
 * A span for each request that may change something, in the trace that its `traceparent` names, until it is answered or its
 * client is gone. What only looks, again and again, would bury that: it is traced when it is part of somebody's trace.
 */
export function traceRequests(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, reply, done) => {
    const path = request.url.replace(/\?.*$/, '');
    const { method, id } = request;
    const { traceparent } = request.headers;
    if (!TRACED.test(path) || (traceparent === undefined && READS.includes(method))) {
      done();
      return;
    }
    const route = request.routeOptions.url ?? 'unknown';
    const span = beginSpan({
      name: `${method} ${route}`,
      kind: 'server',
      parent: typeof traceparent === 'string' ? traceparent : null,
      attributes: { 'http.request.method': method, 'http.route': route, 'url.path': path, 'packyard.request': id },
    });
    reply.raw.once('close', () => {
      span?.set({ 'http.response.status_code': reply.raw.statusCode });
      if (reply.raw.statusCode >= OUR_FAULT) span?.fail(String(reply.raw.statusCode));
      span?.end();
    });
    duringSpan(span, done);
  });
}
