import type { Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';
import type { HttpOrder } from './http-order';
import type { NetworkPolicy } from './network-policy';

const CONNECT_TIMEOUT_MS = 10_000;

export interface HttpSettings {
  /** How long a server may say nothing while it answers. */
  PACKYARD_STALL_SECONDS: number;
}

/** What one request goes through: closed when it is over, whichever phase it is in. */
export class HttpConnection {
  readonly agent: Agent;
  private readonly sockets = new Set<Socket>();

  constructor(
    private readonly policy: NetworkPolicy,
    settings: HttpSettings,
    private readonly order: Pick<HttpOrder, 'verifySsl' | 'signal'>,
  ) {
    const stallMs = settings.PACKYARD_STALL_SECONDS * 1000;
    this.agent = new Agent({
      bodyTimeout: stallMs,
      headersTimeout: stallMs,
      allowH2: false,
      connect: this.connector(),
    });
  }

  /** Also while it connects or shakes hands, when nobody else knows the socket yet. */
  close(): void {
    for (const socket of this.sockets) socket.destroy();
    // The sockets are gone already; what is left to go wrong here concerns nobody.
    this.agent.destroy().catch(() => undefined);
  }

  /** The name is resolved and checked at the moment of connecting, and that very address is used. */
  private connector(): buildConnector.connector {
    const connect = buildConnector({
      timeout: CONNECT_TIMEOUT_MS,
      rejectUnauthorized: this.order.verifySsl,
      allowH2: false,
      lookup: (hostname, options, callback) => {
        this.policy.resolve(hostname, this.order.signal).then(
          (addresses) => {
            const [first] = addresses;
            if (options.all === true) callback(null, addresses);
            else callback(null, first?.address ?? '', first?.family ?? 4);
          },
          (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
        );
      },
    }) as (...args: Parameters<buildConnector.connector>) => Socket;
    return (options, callback) => void this.sockets.add(connect(options, callback));
  }
}
