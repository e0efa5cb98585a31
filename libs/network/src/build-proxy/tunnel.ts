import { request as askPlainly } from 'node:http';
import { request as askSecurely } from 'node:https';
import { connect, type LookupFunction, type Socket } from 'node:net';
import { UnavailableError } from '@packyard/contracts';
import { tlsFor } from '../connection/host-access';
import { untilAborted } from '../until-aborted';
import { authorization, withoutUserInfo } from '../user-info';
import type { ProxySession } from './proxy-session';

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * A connection to a host that the policy allows, at the moment of connecting and to the very address that was checked; or
 * one through the operator's proxy. What goes through it is between the tool and the host.
 * @throws RejectedError SOURCE_FORBIDDEN, UnavailableError SOURCE_UNAVAILABLE
 */
export async function openTunnel(session: ProxySession, url: URL): Promise<Socket> {
  const timeout = AbortSignal.timeout(CONNECT_TIMEOUT_MS);
  const signal = AbortSignal.any([session.signal, timeout]);
  const proxy = session.proxyFor(url);
  const opening = proxy === undefined ? direct(session, url, signal) : through(session, { url, proxy, signal });
  try {
    return await untilAborted(opening, signal);
  } catch (error) {
    session.signal.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw unreachable(url, 'it did not accept the connection in time');
  } finally {
    // What comes too late is of no use to anybody.
    if (signal.aborted) opening.then((socket) => socket.destroy()).catch(() => undefined);
  }
}

function direct(session: ProxySession, url: URL, signal: AbortSignal): Promise<Socket> {
  const policy = session.policyFor(url);
  policy.assertAddress(url.hostname);
  const lookup: LookupFunction = (hostname, { all }, callback) => {
    policy.resolve(hostname, signal).then(
      (addresses) => {
        const [first] = addresses;
        if (all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 4);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, ''),
    );
  };
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, port: Number(url.port || 443), lookup });
    session.keep(socket);
    socket.once('connect', () => resolve(socket.off('error', reject)));
    socket.once('error', reject);
  });
}

async function through(
  session: ProxySession,
  { url, proxy, signal }: { url: URL; proxy: URL; signal: AbortSignal },
): Promise<Socket> {
  await session.policyFor(url).assertProxied(url.hostname, signal);
  const { authorization: login } = authorization(proxy);
  const target = `${url.hostname}:${url.port || '443'}`;
  const ask = proxy.protocol === 'https:' ? askSecurely : askPlainly;
  return new Promise((resolve, reject) => {
    const asked = ask(withoutUserInfo(proxy), {
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...(login === undefined ? {} : { 'proxy-authorization': login }) },
      agent: false,
      signal,
      ...tlsFor(proxy.host, session.settings),
    });
    asked.once('connect', ({ statusCode }, socket: Socket) => {
      session.keep(socket);
      if (statusCode === 200) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(unreachable(url, `the proxy answered ${statusCode ?? 0}`));
    });
    asked.once('error', reject);
    asked.end();
  });
}

function unreachable(url: URL, what: string): UnavailableError {
  return new UnavailableError('SOURCE_UNAVAILABLE', `https://${url.host} can't be reached: ${what}.`, {
    hint: 'Look whether the server is up and can be reached from the worker, and at HTTPS_PROXY.',
  });
}
