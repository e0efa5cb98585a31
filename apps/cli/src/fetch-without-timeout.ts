/** Like fetch, which otherwise gives up when an answer does not begin within five minutes. */
export async function fetchWithoutTimeout(request: Request, init: RequestInit): Promise<Response> {
  // Loaded only here, where a request may last: the command line starts faster without it.
  const { Agent, Dispatcher1Wrapper } = await import('undici');
  // Node.js's own fetch speaks to dispatchers as older versions of undici did.
  const dispatcher = new Dispatcher1Wrapper(new Agent({ headersTimeout: 0, bodyTimeout: 0 }));
  return fetch(request, { ...init, dispatcher } as unknown as RequestInit);
}
