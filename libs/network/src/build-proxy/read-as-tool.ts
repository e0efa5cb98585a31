import { MaskedUrl, PackyardError, RejectedError } from '@packyard/contracts';
import { connectionFailure, statusFailure } from '../http-failure';
import { redirected } from '../redirect';
import { answerOf } from './forward-request';
import type { ProxySession } from './proxy-session';

const MAX_REDIRECTS = 5;

/**
 * Reads a text for the service itself that a tool of the build would ask for, with what the tool would be allowed and its host wants
 * to see. What fails is noted as it is for tools.
 * @throws PackyardError
 */
export async function readAsTool(session: ProxySession, first: URL, maxBytes: number): Promise<string> {
  let url = first;
  try {
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const { statusCode, headers, body } = await answerOf(session, url, QUESTION);
      // Nobody listens any more when the connection is closed before the body was read.
      body.on('error', () => undefined);
      try {
        const isElsewhere = statusCode >= 300 && statusCode < 400 && typeof headers.location === 'string';
        if (isElsewhere) url = redirected(url, String(headers.location));
        else if (statusCode === 200) return await textOf(body, url, maxBytes);
        else throw statusFailure(String(new MaskedUrl(url.href)), statusCode, headers['retry-after']);
      } finally {
        body.destroy();
      }
    }
    throw new RejectedError('SOURCE_NOT_FOUND', `${String(new MaskedUrl(first.href))} redirects too often.`, {
      hint: 'Give the URL where the redirects end.',
    });
  } catch (error) {
    const failure = connectionFailure(new MaskedUrl(url.href), error, session.settings);
    if (failure instanceof PackyardError && !session.signal.aborted) session.note(failure);
    throw failure;
  }
}

const QUESTION = { method: 'GET', headers: { accept: 'application/json, */*' } };

async function textOf(body: AsyncIterable<Buffer>, url: URL, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new RejectedError('LIMIT_EXCEEDED', `${String(new MaskedUrl(url.href))} has more than ${maxBytes} bytes.`, {
        hint: 'See whether the URL is the right one.',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
