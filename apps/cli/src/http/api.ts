import {
  createFinalURL,
  createQuerySerializer,
  type defaultPathSerializer,
  type MaybeOptionalInit,
} from 'openapi-fetch';
import type { paths } from '../generated/api';
import type { Answer } from './answer';
import type { Order } from './exchange';
import { encodeForm } from './form-body';

/** The routes of the HTTP API, with the parameters and bodies that the service documents. */
export interface Api {
  GET: Ask<'get', Answered>;
  PUT: Ask<'put', Answered>;
  POST: Ask<'post', Answered>;
  DELETE: Ask<'delete', Answered>;
  /** The bytes of an answer as they come. */
  stream: Ask<'get', AsyncGenerator<Uint8Array>>;
}

/** What was read of JSON, or a text that was asked for as one; who asked looks whether it is what it has to be. */
export interface Answered {
  data?: unknown;
}

type Method = 'get' | 'put' | 'post' | 'delete';
type PathsWith<Verb extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<Verb, unknown> ? Path : never;
}[keyof paths];
type Ask<Verb extends Method, Told> = <Path extends PathsWith<Verb>>(
  path: Path,
  ...init: undefined extends MaybeOptionalInit<paths[Path], Verb>
    ? [MaybeOptionalInit<paths[Path], Verb>?]
    : [MaybeOptionalInit<paths[Path], Verb>]
) => Promise<Told>;

interface Init {
  params?: { path?: Record<string, unknown>; query?: Record<string, unknown>; header?: Headers };
  headers?: Headers;
  body?: unknown;
  parseAs?: string;
  signal?: AbortSignal | null;
}
type Headers = Readonly<Record<string, unknown>>;

interface Options {
  baseUrl: string;
  headers: Readonly<Record<string, string>>;
  pathSerializer: typeof defaultPathSerializer;
  send: (order: Order) => Promise<Answer>;
}

export function makeApi(options: Options): Api {
  const ask = (method: string) => async (path: string, init?: Init) => {
    const answer = await options.send(orderOf(options, { method, path, init }));
    const said = await answer.text();
    if (said === '') return {};
    return { data: init?.parseAs === 'text' ? said : (JSON.parse(said) as unknown) };
  };
  const stream = async (path: string, init?: Init) =>
    (await options.send(orderOf(options, { method: 'GET', path, init }))).chunks();
  // All of them take an Init: to be shown so for each of two hundred routes takes the compiler six seconds.
  const api: Record<keyof Api, unknown> = {
    GET: ask('GET'),
    PUT: ask('PUT'),
    POST: ask('POST'),
    DELETE: ask('DELETE'),
    stream,
  };
  return api as Api;
}

interface Asked {
  method: string;
  path: string;
  init: Init | undefined;
}

function orderOf({ baseUrl, headers, pathSerializer }: Options, { method, path, init = {} }: Asked): Order {
  const querySerializer = createQuerySerializer();
  const { type, body } = encode(init.body);
  return {
    url: new URL(createFinalURL(path, { baseUrl, params: init.params ?? {}, querySerializer, pathSerializer })),
    method,
    headers: withNames(type, headers, init.headers, init.params?.header),
    body,
    signal: init.signal ?? new AbortController().signal,
  };
}

function encode(body: unknown): { type: Headers; body: Order['body'] } {
  if (body === undefined) return { type: {}, body };
  const form = isForm(body) ? encodeForm(body) : undefined;
  return form ?? { type: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** By its name: to ask for the class itself is to load all of `fetch`. */
function isForm(body: unknown): body is FormData {
  return Object.prototype.toString.call(body) === '[object FormData]';
}

/** Later ones count. */
function withNames(...all: readonly (Headers | undefined)[]): Record<string, string> {
  const entries = all.flatMap((headers) => Object.entries(headers ?? {}));
  const given = entries.filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
