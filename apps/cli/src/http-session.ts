import createClient, { type Client, defaultPathSerializer } from 'openapi-fetch';
import { CliError, EXIT_CODES } from './cli-error';
import type { Connection } from './connection';
import { refusal, unreachable } from './failed-request';
import type { paths } from './generated/api';
import { assertServiceListens } from './local-listeners';
import { fetchWithoutTimeout } from './fetch-without-timeout';
import { repeatRequest } from './repeat-request';

export interface Limits {
  /** How long an answer may take. */
  requestMs: number;
  /** How long a stream may be silent. */
  silenceMs: number;
  /** How long to wait before each further try of what may be repeated; absent: it is not. */
  pausesMs?: readonly number[];
}

/** The HTTP API, with the routes, parameters and answers that the service documents. */
export type Api = Client<paths>;

/** Every failure is a {@link CliError} that says what to do. `isPatient`: waits as long as the connection lasts. */
export function connectApi(connection: Connection, limits: Limits, isPatient = false): Api {
  const { url, token, home } = connection;
  return createClient<paths>({
    baseUrl: url,
    pathSerializer: pathOf,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    // The token is for the service that was named, and for no other.
    redirect: 'error',
    fetch: async (request) => {
      const timeout = isPatient ? [] : [AbortSignal.timeout(limits.requestMs)];
      const signal = AbortSignal.any([request.signal, ...timeout]);
      const send = async (each: Request) => {
        if (home !== undefined) assertServiceListens(new URL(url), home);
        return (isPatient ? fetchWithoutTimeout : fetch)(each, { signal });
      };
      const pausesMs = isPatient ? [] : (limits.pausesMs ?? []);
      const response = await repeatRequest(request, pausesMs, send).catch((error: unknown) => {
        throw error instanceof CliError ? error : unreachable(connection, error);
      });
      if (!response.ok) throw await refusal(connection, response);
      return response;
    },
  });
}

/** `fetch` leaves out segments of dots, also encoded ones: the request would be about something else. */
function pathOf(template: string, values: Record<string, unknown>): string {
  const dots = Object.entries(values).find(([, value]) => value === '.' || value === '..');
  if (dots === undefined) return defaultPathSerializer(template, values);
  const [what, value] = dots;
  throw new CliError(`'${String(value)}' is no name of a ${what}.`, 'Fix: give its name.', EXIT_CODES.usage);
}
