import { Agent } from 'undici';

/** Like fetch, which otherwise gives up when an answer does not begin within five minutes. */
export function patientFetch(request: Request, init: RequestInit): Promise<Response> {
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  return fetch(request, { ...init, dispatcher } as unknown as RequestInit);
}
