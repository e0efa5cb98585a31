import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { reportError } from '@packyard/contracts';
import { cannotListen } from '../process/cannot-listen';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export interface HealthServer {
  close(): Promise<unknown>;
}

export interface HealthAddress {
  host: string;
  port: number;
  tls?: { cert: string; key: string } | undefined;
  /** The settings that say where, for whoever finds the place taken. */
  settings: string;
}

/**
 * Answers for a process that serves nothing else: `/live` always 200, `/metrics` in Prometheus' text format where there
 * are any, and everything else what `ask` finds.
 */
export async function startHealthServer(
  address: HealthAddress,
  ask: () => Promise<object>,
  metrics?: () => Promise<string>,
): Promise<HealthServer> {
  const answer = answerHealth(ask, metrics);
  const server = address.tls === undefined ? createServer(answer) : createSecureServer(address.tls, answer);
  await listen(server, address);
  return {
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerHealth(ask: () => Promise<object>, metrics?: () => Promise<string>): RequestListener {
  return (request, response) => {
    const send = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...(status === 503 && { 'retry-after': '5' }) })
        .end(`${JSON.stringify(body)}\n`);
    if (/^(\/health)?\/live$|^\/health$/.test(request.url ?? '')) send(200, { status: 'ok' });
    else if (request.url === '/metrics' && metrics !== undefined) {
      void metrics().then((text) => response.writeHead(200, { 'content-type': METRICS_TYPE }).end(text));
    } else
      ask().then(
        (health) => send(200, health),
        (error: unknown) => {
          const { code, message, hint } = reportError(error);
          send(503, { error: message, code, message, hint });
        },
      );
  };
}

async function listen(server: Server, { host, port, settings }: HealthAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: Error) => reject(cannotListen({ host, port, settings }, error));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}
