import { isIP } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

const HEADER = 'x-forwarded-for';

/**
 * What is no address is nobody's, and nor is what stands before it: each proxy adds what it has seen behind what it was told.
 * Whoever got such words through a proxy that is trusted would have as many limits as they can think of, one for each. Then the
 * nearest address that is one counts, in the end that of the proxy itself.
 */
export function onlyAddresses(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', ({ raw: { headers } }, _reply, done) => {
      const said = headers[HEADER];
      if (said !== undefined) headers[HEADER] = addressesIn(String(said));
      done();
    });
}

/** Some proxies write the port as well. */
const WITH_PORT = /^(?:(\d+(?:\.\d+){3})|\[([^[\]]+)\])(?::\d+)?$/;

function addressesIn(said: string): string {
  const parts = said.split(',').map((part) => part.trim().replace(WITH_PORT, '$1$2'));
  return parts.slice(parts.findLastIndex((part) => isIP(part) === 0) + 1).join(', ');
}
