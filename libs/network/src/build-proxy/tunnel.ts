import { request as askPlainly } from 'node:http';
import { request as askSecurely } from 'node:https';
import { connect, type Socket } from 'node:net';
import { RejectedError, UnavailableError } from '@packyard/contracts';
import { AbortTimer } from '@packyard/sandbox';
import ipaddr from 'ipaddr.js';
import { tlsFor } from '../connection/host-access';
import { secureContextFor } from '../connection/secure-contexts';
import { untilAborted } from '../until-aborted';
import { authorization, withoutUserInfo } from '../user-info';
import type { ProxySession } from './proxy-session';

const CONNECT_TIMEOUT_MS = 10_000;
const OF_BUILDS = '127.80.65.67';

/**
 * A connection to a host that the policy allows, at the moment of connecting and to the very address that was checked; or
 * one through the operator's proxy. What goes through it is between the tool and the host.
 * @throws RejectedError SOURCE_FORBIDDEN, UnavailableError SOURCE_UNAVAILABLE
 */
export async function openTunnel(session: ProxySession, url: URL): Promise<Socket> {
  const timer = new AbortTimer(CONNECT_TIMEOUT_MS);
  const signal = AbortSignal.any([session.signal, timer.signal]);
  const proxy = session.proxyFor(url);
  const opening = proxy === undefined ? direct(session, url, signal) : through(session, { url, proxy, signal });
  try {
    return await untilAborted(opening, signal);
  } catch (error) {
    session.signal.throwIfAborted();
    if (!timer.isUp) throw error;
    throw unreachable(url, 'it did not accept the connection in time');
  } finally {
    timer.stop();
    // What comes too late is of no use to anybody.
    if (signal.aborted) opening.then((socket) => socket.destroy()).catch(() => undefined);
  }
}

async function direct(session: ProxySession, url: URL, signal: AbortSignal): Promise<Socket> {
  const addresses = await session.policyFor(url).resolve(url.hostname, signal);
  let failure: unknown;
  for (const { address } of addresses) {
    try {
      return await connectTo(session, { host: address, port: Number(url.port || 443) });
    } catch (error) {
      signal.throwIfAborted();
      failure ??= error;
    }
  }
  throw failure;
}

function connectTo(session: ProxySession, place: { host: string; port: number }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...place, ...sourceFor(place.host) });
    session.keep(socket);
    socket.once('connect', () => resolve(socket.off('error', reject)));
    socket.once('error', reject);
  });
}

/**
 * Nobody can see who speaks in a tunnel, and on this machine services trust their own user: the first who asks Gort's routes
 * from 127.0.0.1 as that one becomes their administrator. So builds come from an address that is nobody else's.
 */
function sourceFor(host: string): { host?: string; localAddress?: string } {
  const address = ipaddr.process(host);
  const isHere = ['loopback', 'unspecified'].includes(address.range());
  // Elsewhere programs have to be given such addresses first, and builds have the network of the machine anyway.
  if (process.platform !== 'linux' || !isHere) return {};
  if (address.kind() === 'ipv4' && address.range() === 'loopback')
    return { host: address.toString(), localAddress: OF_BUILDS };
  throw new RejectedError('SOURCE_FORBIDDEN', `A build may not reach ${host}: no tunnels lead there.`, {
    hint: 'Offer it at 127.0.0.1, and name that.',
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
      ...secureContextFor(tlsFor(proxy, session.settings)),
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
