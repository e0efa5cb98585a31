import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hasMoreMembersThan } from './json-member-limit';
import { type ParameterProblem, ParametersInvalid } from './errors/parameters-invalid';

/** Routes called by Attune's shell scripts, which escape the quotes of their lists as `\"`. */
const WRITTEN_BY_SCRIPTS = /^\/api\/v1\/packs\/(download|dependencies|build-envs|register-batch)(\?|$)/;

/** What is left of other encodings when they are read as UTF-8. */
const NO_TEXT = /[\0\ufffd]/;
/** Some editors begin text with it, and it says nothing in UTF-8. */
const BYTE_ORDER_MARK = /^\ufeff/;

/** Thousands of packs with all that can be said of them. */
const MAX_MEMBERS = 20_000;

/** Parses every body as JSON, whatever its content type, and rejects text that PostgreSQL can't store. */
export function readJsonBodies(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    try {
      assertPlain(request.headers['content-encoding']);
      const text = String(body).replace(BYTE_ORDER_MARK, '');
      assertFewMembers(text);
      // Gort's routes parse the body themselves, to report problems in Gort's words.
      if (isGortAddress(request.url)) done(null, text);
      else done(null, parseBody(text, WRITTEN_BY_SCRIPTS.test(request.url)));
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    done(request.url.includes('%00') ? invalid('The address contains a NUL character.') : undefined);
  });
}

/** Whether a request is for the routes of Gort's API. */
export function isGortAddress(url: string): boolean {
  return /^\/v2(\/|\?|$)/.test(url);
}

function assertPlain(encoding: string | undefined): void {
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw invalid(`The body is packed (Content-Encoding: ${encoding}). Send it as it is.`);
}

/** @throws ParametersInvalid */
export function assertFewMembers(text: string, most = MAX_MEMBERS, path = 'request'): void {
  if (hasMoreMembersThan(text, most))
    throw new ParametersInvalid([{ path, message: `It holds more than ${most} names and items.` }]);
}

function parseBody(text: string, isLenient: boolean): unknown {
  if (text.trim() === '') return undefined;
  const value = tryJson(text) ?? (isLenient ? tryJson(unescapeQuotes(text)) : undefined);
  if (value === undefined) throw invalid(NO_TEXT.test(text) ? 'The body is not in UTF-8.' : 'The body is no JSON.');
  if (text.includes('\\u') && !isStorable(value.json))
    throw invalid('The body contains a NUL character or half a character.');
  return value.json;
}

function tryJson(text: string): { json: unknown } | undefined {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** `[\"/a\"]` outside of a string becomes `["/a"]`; what is inside of strings stays as it is. */
export function unescapeQuotes(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|\\"((?:[^"\\]|\\[^"])*)\\"/g, (all, escaped: string | undefined) =>
    escaped === undefined ? all : `"${escaped}"`,
  );
}

/** Whether PostgreSQL can store all strings of a JSON value. */
export function isStorable(value: unknown): boolean {
  // Iterative, because untrusted JSON may be nested too deeply for recursion.
  const left: unknown[] = [value];
  while (left.length > 0) {
    const next = left.pop();
    if (typeof next === 'string' && (next.includes('\0') || !next.isWellFormed())) return false;
    if (typeof next === 'object' && next !== null) for (const entry of Object.entries(next)) left.push(...entry);
  }
  return true;
}

function invalid(message: string): ParametersInvalid {
  const problem: ParameterProblem = { path: 'request', message };
  return new ParametersInvalid([problem]);
}
