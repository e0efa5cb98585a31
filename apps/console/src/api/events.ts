import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ApiError } from './api-error';
import type { Client } from './client';

const PAUSE_MS = 1000;

/**
 * Calls `onEvent` for each event of an execution until it has ended. A stream that breaks off is taken up after the last
 * event that came. `EventSource` can't send the token.
 */
export async function followEvents(
  client: Client,
  { id, signal, onEvent }: { id: number; signal: AbortSignal; onEvent: (data: unknown) => void },
): Promise<void> {
  let after = '0';
  while (!signal.aborted) {
    const hasEnded = await readOnce(client, `/api/v1/executions/${id}/events?after=${after}`, signal, (event) => {
      after = event.id ?? after;
      onEvent(JSON.parse(event.data));
    }).catch(isFinal);
    if (hasEnded) return;
    await pause(signal);
  }
}

async function readOnce(
  client: Client,
  path: string,
  signal: AbortSignal,
  onEvent: (event: { id?: string | undefined; data: string }) => void,
): Promise<boolean> {
  const { body } = await client.send(path, { signal });
  if (body === null) return false;
  const events = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
  for (;;) {
    const { done, value } = await events.read();
    if (done) return false;
    if (value.event === 'end') return true;
    onEvent(value);
  }
}

/** What is not there, or not for this token, does not come by asking again. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MS);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
