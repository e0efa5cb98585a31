import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http';
import type { Readable } from 'node:stream';
import { type Answer, answerOf, brokenOff } from './answer';

/** What is sent: as often as it takes, when the body is a text. */
export interface Order {
  url: URL;
  method: string;
  /** With names in small letters. */
  headers: Readonly<Record<string, string>>;
  body: string | Readable | undefined;
  signal: AbortSignal;
}

const CONNECT_MS = 10_000;
const REDIRECTS = [301, 302, 303, 307, 308];

/**
 * Sends a request and answers once the answer begins. Node.js' `fetch` does the same, and takes four times as much of a processor
 * as all else that a command does: it is as large as all of the command. Neither follows a redirect, nor gives up on what
 * lasts unless the signal says so.
 * @throws Error whose cause is what kept it from being answered, or the reason of the signal
 */
export async function exchange({ url, method, headers, body, signal }: Order): Promise<Answer> {
  signal.throwIfAborted();
  const send = url.protocol === 'https:' ? (await import('node:https')).request : requestPlain;
  const size = typeof body === 'string' ? { 'content-length': Buffer.byteLength(body) } : {};
  const sent = send(url, { method, headers: { accept: '*/*', 'accept-encoding': 'gzip', ...size, ...headers } });
  const answered = answerTo(sent, signal);
  limitConnecting(sent, url.protocol === 'https:' ? 'secureConnect' : 'connect');
  // What breaks it off is told to whoever waits for the answer.
  if (body === undefined || typeof body === 'string') sent.end(body);
  else body.once('error', (error) => sent.destroy(error)).pipe(sent);
  const message = await answered.catch((error: unknown) => {
    throw brokenOff('no answer', error);
  });
  if (!REDIRECTS.includes(message.statusCode ?? 0)) return answerOf(message);
  message.destroy();
  throw new Error('no answer', { cause: new Error('unexpected redirect') });
}

function answerTo(sent: ClientRequest, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const giveUp = () => (answer ?? sent).destroy(signal.reason as Error);
    signal.addEventListener('abort', giveUp);
    sent.once('close', () => signal.removeEventListener('abort', giveUp));
    sent.once('response', (message) => {
      answer = message;
      // Whoever has said all may leave the rest of an upload lying, which would keep the connection, and so the command.
      message.once('end', () => sent.writableFinished || sent.destroy());
      resolve(message);
    });
    // Also what comes when it was answered already, which whoever reads the answer is told.
    sent.on('error', reject);
  });
}

/** Where nobody takes or refuses a connection, systems try for minutes; for one who takes it and says nothing, for ever. */
function limitConnecting(sent: ClientRequest, connected: 'connect' | 'secureConnect'): void {
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const error = Object.assign(new Error('nobody took the connection'), { code: 'ETIMEDOUT' });
    const timer = setTimeout(() => sent.destroy(error), CONNECT_MS);
    for (const event of [connected, 'close']) socket.once(event, () => clearTimeout(timer));
  });
}
