import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openHome } from '@packyard/store';
import type { GatewayConfig } from '../gateway.config';
import { isLoopback } from './is-loopback';

type Exposed = Pick<
  GatewayConfig,
  | 'PACKYARD_HOST'
  | 'PACKYARD_HOME'
  | 'PACKYARD_SHARED_HOME'
  | 'PACKYARD_TRUSTED_PROXIES'
  | 'DATABASE_URL'
  | 'PACKYARD_DATABASE_DIRECT_URL'
  | 'REDIS_URL'
>;

/** What the settings leave open for others, each with its remedy. */
export function exposuresIn(config: Exposed, hasTls: boolean): string[] {
  const { PACKYARD_HOST: host, PACKYARD_HOME: home, PACKYARD_SHARED_HOME: isShared } = config;
  const readable = openHome(home, isShared);
  const isBehindProxy = config.PACKYARD_TRUSTED_PROXIES.length > 0;
  return [
    ...(readable.length === 0
      ? []
      : [
          `Other users of this machine can read ${readable.join(', ')}, and private packs in it. Fix: chmod 700 ${home}, or set PACKYARD_SHARED_HOME=true if they should.`,
        ]),
    ...(hasTls || isBehindProxy || isLoopback(host)
      ? []
      : [
          `Tokens and packs go over plain HTTP on ${host}, where others on the network can read them. Fix: set PACKYARD_TLS_CERT_FILE and PACKYARD_TLS_KEY_FILE, or listen on 127.0.0.1 behind a proxy that speaks HTTPS.`,
        ]),
    ...clearDatabase('DATABASE_URL', config.DATABASE_URL),
    ...clearDatabase('PACKYARD_DATABASE_DIRECT_URL', config.PACKYARD_DATABASE_DIRECT_URL),
    ...clearRedis(config.REDIS_URL),
  ];
}

/** Hashes of tokens and all that packs print go there, and the password of the database first. */
function clearDatabase(name: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const url = new URL(text);
  const isEncrypted = /^(require|verify-ca|verify-full|no-verify)$/.test(url.searchParams.get('sslmode') ?? '');
  const isHere = url.hostname === '' || isLoopback(bare(url)) || url.searchParams.get('host')?.startsWith('/') === true;
  if (isEncrypted || isHere) return [];
  return [
    `The database at ${url.hostname} is reached without TLS, so that others on the network can read what goes there. Fix: add sslmode=verify-full to ${name}.`,
  ];
}

function clearRedis(text: string | undefined): string[] {
  if (text === undefined) return [];
  const url = new URL(text);
  if (url.protocol === 'rediss:' || isLoopback(bare(url))) return [];
  return [
    `Redis at ${url.hostname} is reached without TLS, so that others on the network can make jobs of their own. Fix: give a rediss:// URL in REDIS_URL.`,
  ];
}

function bare({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

export function warnOfExposure(config: Exposed, hasTls: boolean): void {
  const logger = new Logger('Exposure');
  for (const exposure of exposuresIn(config, hasTls)) logger.warn(exposure);
}

/** Once, when a request says that it came through a proxy that no setting names: all its clients count as one. */
export function warnOfUnknownProxy(app: NestFastifyApplication): void {
  const logger = new Logger('Exposure');
  const fastify = app.getHttpAdapter().getInstance();
  let isSaid = false;
  fastify.addHook('onRequest', (request, _reply, done) => {
    // Whoever is believed stands before the address that it tells, which may be its own.
    const isBelieved = (request.ips?.length ?? 0) > 1;
    if (!isSaid && request.headers['x-forwarded-for'] !== undefined && !isBelieved) {
      isSaid = true;
      logger.warn(
        `A request from ${request.ip} came through a proxy that is not trusted: all its clients count as one address, and lock each other out. Fix: name it in PACKYARD_TRUSTED_PROXIES.`,
      );
    }
    done();
  });
}
