import type { IncomingHttpHeaders } from 'node:http';
import type { Actor } from '@packyard/contracts';
import type { FastifyRequest } from 'fastify';
import { isStorable } from '../../http/json-body';
import { GortError } from './gort-answer';
import type { Connection } from '../bootstrap/peer-user';

/** A request to Gort's API. */
export interface GortRequest {
  method: string;
  /** Values of the path parameters. */
  parameters: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** From the header `X-Session-Token`. */
  token: string | undefined;
  /** The authenticated user; nobody on public routes. */
  actor: Actor;
  address: string;
  connection: Connection;
  httpVersion: string;
  headers: IncomingHttpHeaders;
  body: () => Record<string, unknown>;
}

export function readRequest(request: FastifyRequest): Omit<GortRequest, 'parameters' | 'actor'> {
  const { searchParams } = new URL(request.url, 'http://localhost');
  return {
    method: request.method,
    query: searchParams,
    token: sessionTokenOf(request),
    address: request.ip,
    connection: connectionOf(request),
    httpVersion: request.raw.httpVersion,
    headers: request.headers,
    body: () => readBody(request.body),
  };
}

export function sessionTokenOf({ headers }: FastifyRequest): string | undefined {
  const token = headers['x-session-token'];
  return Array.isArray(token) ? token[0] : token;
}

function connectionOf({ socket }: FastifyRequest): Connection {
  const { remoteAddress = '', remotePort = 0, localAddress = '', localPort = 0 } = socket;
  return { peer: { address: remoteAddress, port: remotePort }, own: { address: localAddress, port: localPort } };
}

/** As in Go, keys are case-insensitive, and `null` counts as absent. */
function readBody(text: unknown): Record<string, unknown> {
  if (typeof text !== 'string' || text.trim() === '') throw corrupt();
  const value = tryJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw corrupt();
  if (!isStorable(value)) throw corrupt('it contains a NUL character or half a character');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item ?? undefined]));
}

export function corrupt(why?: string): GortError {
  return new GortError(406, 'Corrupt JSON payload', why);
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw corrupt();
  }
}

/** @throws GortError 406 when the field is not a string */
export function textIn(body: Record<string, unknown>, key: string): string | undefined {
  const value = body[key];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw corrupt(`the field ${key} is no text`);
  return value;
}
