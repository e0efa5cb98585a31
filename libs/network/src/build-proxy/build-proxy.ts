import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import {
  type AddressInfo,
  createServer as createPort,
  type ListenOptions,
  type Server as PortServer,
  type Socket,
} from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { MaskedUrl, PackyardError } from '@packyard/contracts';
import type { OneWay } from '@packyard/sandbox';
import { connectionFailure } from '../http-failure';
import { type HttpSettings, withDefaults } from '../http-connection';
import type { NetworkPolicy } from '../network-policy';
import { readAuthorities } from './certificate-authorities';
import { forwardRequest, statusOf } from './forward-request';
import { HostCertificates } from './host-certificates';
import { withRequestAccess } from './request-access';
import { ProxySession } from './proxy-session';
import { openTunnel } from './tunnel';
import { type HostAccess, readToolVariables } from './tool-variables';

export interface BuildProxySettings extends Partial<HttpSettings> {
  /** By host: how package indexes and registries want to be asked. */
  PACKYARD_BUILD_ACCESS?: HostAccess | undefined;
}

/** At one entrance. Tools log in with the first thing that they send. */
const MAX_STRANGERS = 256;

/**
 * What builds fetch goes through here, on loopback: only where the network policy allows, checked at the moment of
 * connecting. Hosts with credentials are asked in the tools' stead, so that no build ever sees these.
 */
export class BuildProxy implements OnModuleDestroy {
  private readonly logger = new Logger(BuildProxy.name);
  private readonly settings: HttpSettings;
  private readonly access: HostAccess;
  private readonly sessions = new Map<string, ProxySession>();
  private readonly certificates = new HostCertificates();
  private readonly outer = createServer((request, response) => void this.answer(request, response));
  /** Never listens: it is handed connections whose TLS ends here, each with its host. */
  private readonly inner = createServer((request, response) => void this.answerFor(request, response));
  private readonly hosts = new WeakMap<Duplex, { session: ProxySession; url: URL }>();
  /** Connections that have not logged in yet: those by loopback, and where all others are counted. */
  private readonly strangers = new Set<Socket>();
  private readonly queues = new WeakMap<Socket, Set<Socket>>();
  private place: Promise<{ folder: string; port: number }> | undefined;

  constructor(
    private readonly policy: NetworkPolicy,
    { PACKYARD_BUILD_ACCESS: access = {}, ...settings }: BuildProxySettings = {},
  ) {
    this.settings = withDefaults(settings);
    this.access = access;
    this.outer.on('connection', (socket: Socket) => this.meet(socket));
    this.outer.on('connect', (request, socket: Socket, head) => void this.join(request, socket, head));
  }

  /**
   * For one build, whose tools would have these variables, and `own` access to hosts that the settings have no login for.
   * Whoever opens it closes it.
   */
  async open(variables: Readonly<Record<string, string>>, own: HostAccess = {}): Promise<ProxySession> {
    const places = readToolVariables(variables);
    const ofSettings = { ...this.access, ...places.access };
    const access = { ofSettings, all: withRequestAccess(ofSettings, own) };
    const { PACKYARD_CA_FILE: ownFile } = this.settings;
    const files = [...(ownFile === undefined ? [] : [ownFile]), ...places.authorityFiles];
    const isAsked = Object.keys(access.all).length > 0;
    const authorities = isAsked || ownFile !== undefined ? await readAuthorities(files) : undefined;
    const ownAuthority = isAsked ? await this.certificates.authority() : undefined;
    const { front, way } = await this.entrance();
    const { policy, settings } = this;
    const session = new ProxySession({ policy, settings, places, access, authorities, ownAuthority, way });
    this.sessions.set(session.token, session);
    const leave = () => {
      this.sessions.delete(session.token);
      front.close();
    };
    session.signal.addEventListener('abort', leave, { once: true });
    return session;
  }

  async onModuleDestroy(): Promise<void> {
    for (const session of this.sessions.values()) session.close();
    if (this.place === undefined) return;
    const { folder } = await this.place;
    await new Promise((resolve) => {
      this.outer.close(resolve);
      this.outer.closeAllConnections();
    });
    await rm(folder, { recursive: true, force: true });
  }

  private async listen(): Promise<{ folder: string; port: number }> {
    // Others may pass, and need a password; the paths of sockets have to be short.
    const folder = await mkdtemp(join(tmpdir(), 'packyard-proxy-'));
    await listening(this.outer, { host: '127.0.0.1', port: 0 });
    await chmod(folder, 0o711);
    return { folder, port: (this.outer.address() as AddressInfo).port };
  }

  /**
   * Where a network of its own has its way out. Each build has one for itself: code of packages gets to it without a
   * password, and keeps nobody waiting there but its own build.
   */
  private async entrance(): Promise<{ front: PortServer; way: OneWay }> {
    const { folder, port } = await (this.place ??= this.listen());
    const socket = join(folder, randomBytes(6).toString('hex'));
    const strangers = new Set<Socket>();
    const front = createPort((connection) => {
      this.queues.set(connection, strangers);
      this.outer.emit('connection', connection);
    });
    await listening(front, { path: socket });
    await chmod(socket, 0o666);
    return { front, way: { socket, port } };
  }

  private meet(socket: Socket): void {
    const strangers = this.strangersWith(socket);
    if (strangers.size >= MAX_STRANGERS) return void socket.destroy();
    strangers.add(socket);
    socket.once('close', () => strangers.delete(socket));
  }

  private strangersWith(socket: Socket): Set<Socket> {
    return this.queues.get(socket) ?? this.strangers;
  }

  private knows(socket: Socket, session: ProxySession): boolean {
    this.strangersWith(socket).delete(socket);
    return session.admit(socket);
  }

  /** A request in the clear: `GET http://host/path`. */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = this.sessionOf(request);
    if (session === undefined) return void response.writeHead(407, LOGIN).end();
    if (!this.knows(request.socket, session)) return;
    const { url = '' } = request;
    if (!/^http:\/\//i.test(url) || !URL.canParse(url)) return void response.writeHead(400).end();
    await this.forward(session, new URL(url), { request, response });
  }

  /** A request to a host that is answered for. */
  private async answerFor(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = this.hosts.get(request.socket);
    const { url: path = '/' } = request;
    if (host === undefined || !path.startsWith('/')) return void response.writeHead(400).end();
    await this.forward(host.session, new URL(`${host.url.origin}${path}`), { request, response });
  }

  private async forward(
    session: ProxySession,
    url: URL,
    exchange: Parameters<typeof forwardRequest>[2],
  ): Promise<void> {
    try {
      await forwardRequest(session, url, exchange);
    } catch (error) {
      if (!session.signal.aborted) this.logger.error(`A request of a build failed: ${String(error)}`);
      exchange.response.destroy();
    }
  }

  private async join(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => undefined);
    const session = this.sessionOf(request);
    if (session === undefined) return void socket.end(`HTTP/1.1 407 Login Required\r\n${LOGIN_LINES}\r\n\r\n`);
    if (!this.knows(socket, session)) return;
    const url = URL.canParse(`https://${request.url ?? ''}`) ? new URL(`https://${request.url ?? ''}`) : undefined;
    if (url === undefined || url.pathname !== '/') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    if (session.answersFor(url)) return this.answerInStead(session, url, { socket, head });
    try {
      const target = await openTunnel(session, url);
      target.on('error', () => socket.destroy());
      target.once('close', () => socket.destroy());
      socket.once('close', () => target.destroy());
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    } catch (error) {
      this.refuse(session, url, { socket, error });
    }
  }

  private async answerInStead(session: ProxySession, url: URL, { socket, head }: { socket: Socket; head: Buffer }) {
    const secureContext = await this.certificates.contextFor(url.hostname);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    const secured = new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
    secured.on('error', () => socket.destroy());
    this.hosts.set(secured, { session, url });
    this.inner.emit('connection', secured);
  }

  private refuse(session: ProxySession, url: URL, { socket, error }: { socket: Socket; error: unknown }): void {
    if (session.signal.aborted) return void socket.destroy();
    const failure = connectionFailure(new MaskedUrl(url.href), error, this.settings);
    if (!(failure instanceof PackyardError)) this.logger.error(`A tunnel of a build failed: ${String(failure)}`);
    else session.note(failure);
    const status = failure instanceof PackyardError ? statusOf(failure) : 502;
    const reason = failure instanceof PackyardError ? failure.message : 'Bad Gateway';
    socket.end(`HTTP/1.1 ${status} ${reason.replace(/[^\x20-\x7e]/g, '?')}\r\nContent-Length: 0\r\n\r\n`);
  }

  private sessionOf({ headers }: IncomingMessage): ProxySession | undefined {
    const [, encoded = ''] = /^Basic (\S+)$/i.exec(headers['proxy-authorization'] ?? '') ?? [];
    return this.sessions.get(
      Buffer.from(encoded, 'base64')
        .toString()
        .replace(/^[^:]*:/, ''),
    );
  }
}

async function listening(server: PortServer, options: ListenOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options, () => {
      server.off('error', reject);
      // Nobody stays for its sake.
      server.unref();
      resolve();
    });
  });
}

const LOGIN = { 'proxy-authenticate': 'Basic realm="packyard"', 'content-length': '0', connection: 'close' };
const LOGIN_LINES = Object.entries(LOGIN)
  .map(([name, value]) => `${name}: ${value}`)
  .join('\r\n');
