import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { duringLaterSpan, type NewSpan } from '@packyard/tracing';
import type { FastifyRequest } from 'fastify';
import { shownPath } from './shown-path';

declare module 'fastify' {
  interface FastifyRequest {
    /** Begins the request's span, once it is known who asks; not there where it has none. */
    beginTrace: (() => void) | null;
  }
}

const TRACED = /^\/(api|v2)\//;
const READS = ['GET', 'HEAD', 'OPTIONS'];
const OUR_FAULT = 500;

/**
 * A span for each request that may change something, in the trace that its `traceparent` names, from when its caller is
 * known until it is answered or its client is gone: strangers begin none, and get into none. What only looks, again and
 * again, would bury that: it is traced when it is part of somebody's trace.
 */
export function traceRequests(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorateRequest('beginTrace', null);
  fastify.addHook('onRequest', (request, reply, done) => {
    const { traceparent } = request.headers;
    if (!TRACED.test(request.url) || (traceparent === undefined && READS.includes(request.method))) {
      done();
      return;
    }
    duringLaterSpan((begin) => {
      request.beginTrace = () => {
        request.beginTrace = null;
        const span = begin(spanOf(request));
        const end = () => {
          span?.set({ 'http.response.status_code': reply.raw.statusCode });
          if (reply.raw.statusCode >= OUR_FAULT) span?.fail(String(reply.raw.statusCode));
          span?.end();
        };
        if (reply.raw.closed) end();
        else reply.raw.once('close', end);
      };
      done();
    });
  });
}

function spanOf({ method, id, url, headers, routeOptions }: FastifyRequest): NewSpan {
  const { traceparent } = headers;
  const route = routeOptions.url ?? 'unknown';
  return {
    name: `${method} ${route}`,
    kind: 'server',
    parent: typeof traceparent === 'string' ? traceparent : null,
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'url.path': shownPath(url),
      'packyard.request': id,
    },
  };
}
