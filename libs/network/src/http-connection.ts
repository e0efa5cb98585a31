import { Socket } from 'node:net';
import { LimitsConfig, NetworkConfig } from '@packyard/config';
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from 'undici';
import { settingsAt, tlsFor } from './connection/host-access';
import { secureContextFor } from './connection/secure-contexts';
import type { HttpRequest } from './http-request';
import type { NetworkPolicy } from './network-policy';

const CONNECT_TIMEOUT_MS = 10_000;

export type HttpSettings = Pick<LimitsConfig, 'PACKYARD_STALL_SECONDS'> &
  Omit<NetworkConfig, 'PACKYARD_ALLOW_PRIVATE_NETWORKS' | 'PACKYARD_LOCAL_ROOTS'>;

/** For those who have nothing to say about connections. */
export function withDefaults(settings: Partial<HttpSettings>): HttpSettings {
  return { ...LimitsConfig.parse({}), ...NetworkConfig.parse({}), ...settings };
}

type Connect = buildConnector.connector;

interface Route {
  url: URL;
  proxy: URL | undefined;
  /** PEM texts of those that are trusted instead of the usual ones. */
  authorities?: readonly string[] | undefined;
}

/** What one request goes through: closed when it is over, whichever phase it is in. */
export class HttpConnection {
  readonly agent: Dispatcher;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly policy: NetworkPolicy,
    private readonly settings: HttpSettings,
    private readonly request: Pick<HttpRequest, 'verifySsl' | 'signal' | 'hostAccessAt'>,
    { url, proxy, authorities }: Route,
  ) {
    const trusted = authorities === undefined ? {} : { ca: [...authorities] };
    const own = { ...tlsFor(url, settingsAt(url, request, settings)), ...trusted };
    const tls = { rejectUnauthorized: request.verifySsl, ...secureContextFor(own) };
    this.agent = proxy === undefined ? this.direct(tls) : this.through(proxy, tls);
  }

  /** Also while it connects or shakes hands, when nobody else knows the socket yet. */
  close(): void {
    for (const socket of this.sockets) socket.destroy();
    // The sockets are gone already; what is left to go wrong here concerns nobody.
    this.agent.destroy().catch(() => undefined);
  }

  /** The name is resolved and checked at the moment of connecting, and that very address is used. */
  private direct(tls: buildConnector.BuildOptions): Agent {
    const connect = buildConnector({
      ...tls,
      timeout: CONNECT_TIMEOUT_MS,
      allowH2: false,
      lookup: (hostname, options, callback) => {
        this.policy.resolve(hostname, this.request.signal).then(
          (addresses) => {
            const [first] = addresses;
            if (options.all === true) callback(null, addresses);
            else callback(null, first?.address ?? '', first?.family ?? 4);
          },
          (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
        );
      },
    });
    return new Agent({ ...this.limits(), connect: this.watched(connect) });
  }

  /** The proxy is the operator's choice, and may be anywhere; it looks names up by itself. */
  private through(proxy: URL, tls: buildConnector.BuildOptions): ProxyAgent {
    const pool = (origin: string | URL, { connect, ...options }: { connect?: unknown }) =>
      new Pool(origin, {
        ...options,
        ...this.limits(),
        ...(typeof connect === 'function' ? { connect: this.watched(connect as Connect) } : {}),
      });
    return new ProxyAgent({
      uri: proxy.href,
      ...this.limits(),
      requestTls: { ...tls, timeout: CONNECT_TIMEOUT_MS },
      proxyTls: { ...secureContextFor(tlsFor(proxy, this.settings)), timeout: CONNECT_TIMEOUT_MS },
      factory: pool,
      clientFactory: pool,
    });
  }

  private watched(connect: Connect): Connect {
    return (options, callback) => {
      // The type says void, but undici's own connectors return their socket at once.
      const begin: (...given: Parameters<Connect>) => unknown = connect;
      const socket = begin(options, callback);
      if (!(socket instanceof Socket)) return;
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    };
  }

  private limits() {
    const stallMs = this.settings.PACKYARD_STALL_SECONDS * 1000;
    return { bodyTimeout: stallMs, headersTimeout: stallMs, allowH2: false };
  }
}
