import { GortError } from '../router/gort-answer';
import type { GortRequest } from '../router/gort-request';
import { peerUserIn, readSocketTables } from './peer-user';

export type Caller = Pick<GortRequest, 'connection' | 'headers' | 'httpVersion'>;

const SPEAKS_FOR_OTHERS = ['origin', 'sec-fetch-site', 'forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];
// Code that is built has others of this machine, since it goes through the service itself.
const LOOPBACK = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
const ROOT = 0;

/**
 * The first user becomes the administrator, so by default only root and the service's own user on this machine may create
 * it. Browsers and proxies are refused, because they act for others.
 */
export class BootstrapPolicy {
  constructor(
    private readonly isOpen: boolean,
    private readonly machine = { userId: process.geteuid?.(), readTables: () => readSocketTables() },
  ) {}

  /** @throws GortError 403 */
  async assertMay(caller: Caller): Promise<void> {
    if (this.isOpen || (speaksForItself(caller) && (await this.isByOwner(caller)))) return;
    throw new GortError(
      403,
      'bootstrapping is only allowed on the machine that the service runs on, as root or as the user that runs the service: do it there with localhost in the address and no proxy or browser in between, or set PACKYARD_ALLOW_BOOTSTRAP=true and start it again',
    );
  }

  /** Proxies that add no headers usually run as another user. Only Linux lets us look up who that is. */
  private async isByOwner({ connection }: Caller): Promise<boolean> {
    const tables = await this.machine.readTables();
    if (tables.length === 0) return true;
    const user = peerUserIn(tables, connection);
    return user !== undefined && (user === ROOT || user === this.machine.userId);
  }
}

function speaksForItself({ connection, headers, httpVersion }: Caller): boolean {
  const isOld = httpVersion === '1.0' || httpVersion === '0.9';
  const speaksForOthers = SPEAKS_FOR_OTHERS.some((name) => name in headers);
  return LOOPBACK.includes(connection.peer.address) && isForLoopback(headers.host) && !isOld && !speaksForOthers;
}

/** Checks the Host header as written, because a foreign name that resolves to loopback means DNS rebinding. */
function isForLoopback(host = ''): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host);
}
