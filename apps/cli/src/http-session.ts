import { defaultPathSerializer } from 'openapi-fetch';
import { CliError, EXIT_CODES } from './cli-error';
import type { Connection } from './connection';
import { refusal, unreachable } from './failed-request';
import { type Api, makeApi } from './http/api';
import { exchange, type Order } from './http/exchange';
import { assertServiceListens } from './local-listeners';
import { repeatRequest } from './repeat-request';

export interface Limits {
  /** How long an answer may take. */
  requestMs: number;
  /** How long a stream may be silent. */
  silenceMs: number;
  /** How long to wait before each further try of what may be repeated; absent: it is not. */
  pausesMs?: readonly number[];
}

/** Every failure is a {@link CliError} that says what to do. `isPatient`: waits as long as the connection lasts. */
export function connectApi(connection: Connection, limits: Limits, isPatient = false): Api {
  const { url, token, home } = connection;
  return makeApi({
    baseUrl: url,
    pathSerializer: pathOf,
    // The token is for the service that was named, and for no other.
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    send: async (asked) => {
      const timeout = isPatient ? [] : [AbortSignal.timeout(limits.requestMs)];
      const order = { ...asked, signal: AbortSignal.any([asked.signal, ...timeout]) };
      const send = (each: Order) => {
        if (home !== undefined) assertServiceListens(new URL(url), home);
        return exchange(each);
      };
      const pausesMs = isPatient ? [] : (limits.pausesMs ?? []);
      const answer = await repeatRequest(order, pausesMs, send).catch((error: unknown) => {
        throw error instanceof CliError ? error : unreachable(connection, error);
      });
      if (!answer.ok) throw await refusal(connection, answer);
      return answer;
    },
  });
}

/** Addresses leave out segments of dots, also encoded ones: the request would be about something else. */
function pathOf(template: string, values: Record<string, unknown>): string {
  const dots = Object.entries(values).find(([, value]) => value === '.' || value === '..');
  if (dots === undefined) return defaultPathSerializer(template, values);
  const [what, value] = dots;
  throw new CliError(`'${String(value)}' is no name of a ${what}.`, 'Fix: give its name.', EXIT_CODES.usage);
}
