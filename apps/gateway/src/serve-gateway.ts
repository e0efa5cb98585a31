import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { awaitDatabase, cannotListen, type ExitCode, type ProcessLife, StderrLogger } from '@packyard/pipeline';
import { HomeLayout } from '@packyard/store';
import { writeAddressFile } from './address-file';
import { mountBoard } from './http/mount-board';
import { mountConsole } from './http/mount-console';
import type { GatewayConfig } from './gateway.config';
import { ErrorFilter } from './http/errors/error.filter';
import { mountDocs } from './http/docs/mount-docs';
import { mountDocument } from './http/docs/mount-document';
import { cleanGortPaths } from './gort-api/router/clean-paths';
import { Drain } from './http/shutdown-drain';
import { dropDisconnected } from './http/drop-disconnected';
import { answerBadAddress } from './http/errors/answer-bad-address';
import { answerUnreadable } from './http/errors/answer-unreadable';
import { addRequestErrorScope } from './http/errors/request-error-scope';
import { limitRequestBodies } from './http/limit-request-bodies';
import { readJsonBodies } from './http/json-body';
import { KnownCallers } from './access/known-callers';
import { endStalledAnswers } from './http/stalled-answers';
import { limitRate } from './http/rate-limit/limit-rate';
import { publicPath } from './http/public-path';
import { setSecurityHeaders } from './http/security-headers';
import { traceRequests } from './http/trace-requests';
import { findTls, type TlsFiles } from './http/tls/tls-files';
import { onlyAddresses } from './http/forwarded-addresses';
import { tlsSettings } from './http/tls/tls-settings';
import { warnOfExposure, warnOfUnknownProxy } from './http/warn-of-exposure';

const BODY_LIMIT_BYTES = 1024 * 1024;
const MAX_BODY_MS = 60_000;
// Of uploads, too, which may be large and come over a slow line.
const MAX_REQUEST_MS = 3_600_000;
// The longest URL that Node.js accepts, so that an overlong parameter is a 404 like any other unknown name.
const MAX_PARAMETER_LENGTH = 16 * 1024;
/** So many connections wait until they are taken, if the system allows it: all nodes come at once after a gateway was away. */
const BACKLOG = 4096;
/** Of what stands for all addresses, the one that no other machine can be. */
const ON_THIS_MACHINE: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

export interface GatewayProcess {
  /** Contains the gateway's module. */
  root: Type;
  life: ProcessLife;
  close: (app: NestFastifyApplication, exitCode: ExitCode) => Promise<void>;
}

/** Creates the HTTP application; it does not listen yet. */
async function makeGateway(
  { root, life, close }: GatewayProcess,
  config: GatewayConfig,
  tls: TlsFiles | undefined,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...(tls === undefined ? {} : { https: tlsSettings(tls) }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: MAX_REQUEST_MS,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    trustProxy: config.PACKYARD_TRUSTED_PROXIES.length > 0 && config.PACKYARD_TRUSTED_PROXIES,
    clientErrorHandler: answerUnreadable,
    frameworkErrors: answerBadAddress,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new StderrLogger(),
    bodyParser: false,
    abortOnError: false,
  });
  dropDisconnected(app);
  const drain = app.get(Drain);
  drain.watch(app);
  life.beforeEnd(async (exitCode) => {
    await drain.run(app.getHttpServer(), config.PACKYARD_DRAIN_SECONDS);
    await close(app, exitCode);
  }, config.PACKYARD_DRAIN_SECONDS);
  onlyAddresses(app);
  addRequestErrorScope(app);
  traceRequests(app);
  app.useGlobalFilters(new ErrorFilter());
  warnOfUnknownProxy(app);
  await setSecurityHeaders(app, { hasTls: tls !== undefined, publicUrl: config.PACKYARD_PUBLIC_URL });
  await limitRate(app, config);
  cleanGortPaths(app);
  const callers = app.get(KnownCallers);
  limitRequestBodies(app, { maxMs: MAX_BODY_MS, assertKnown: callers.assertKnown.bind(callers) });
  readJsonBodies(app);
  endStalledAnswers(app);
  await app.register(cookie);
  await app.register(multipart);
  const below = publicPath(config.PACKYARD_PUBLIC_URL);
  await mountBoard(app, below);
  await mountConsole(app);
  await mountDocs(app);
  mountDocument(app, below);
  await app.init();
  return app;
}

/** Listens, writes the address to the home folder for the CLI, and prints one line to standard output. */
export async function serveGateway(gateway: GatewayProcess, config: GatewayConfig): Promise<void> {
  warnOfExposure(config, config.PACKYARD_TLS_CERT !== undefined || config.PACKYARD_TLS !== 'off');
  const tls = await findTls(config);
  const place = {
    host: config.PACKYARD_HOST,
    port: config.PACKYARD_PORT,
    settings: 'PACKYARD_HOST and PACKYARD_PORT (0 picks a free port)',
  };
  await awaitDatabase({
    databaseUrl: config.DATABASE_URL,
    seconds: config.PACKYARD_START_SECONDS,
    health: { ...place, tls },
  });
  const app = await makeGateway(gateway, config, tls);
  const address = { port: config.PACKYARD_PORT, host: config.PACKYARD_HOST, backlog: BACKLOG };
  await app.listen(address).catch((error: unknown) => {
    throw cannotListen(place, error);
  });
  const { port, address: bound } = app.getHttpServer().address() as { port: number; address: string };
  const urlAt = (host: string) =>
    `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  // A certificate is of a name; without one, who listens at an address can be told, and who answers to a name can't.
  const named = tls === undefined ? bound : config.PACKYARD_HOST;
  writeAddressFile(app.get(HomeLayout).addressFile, urlAt(ON_THIS_MACHINE[named] ?? named));
  process.stdout.write(`packyard ready ${urlAt(config.PACKYARD_HOST)}\n`);
}
