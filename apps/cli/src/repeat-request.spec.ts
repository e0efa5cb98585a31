import { Readable } from 'node:stream';
import { Answer } from './http/answer';
import type { Order } from './http/exchange';
import { repeatRequest } from './repeat-request';

const URL_OF_ALL = new URL('http://127.0.0.1/api/v1/executions');
const NOW = [0, 0];
type Sent = () => Promise<Answer>;

const answer =
  (status: number, body = '') =>
  () =>
    Promise.resolve(new Answer(status, Readable.from([Buffer.from(body)])));
const fail = (code: string) => () => Promise.reject(new Error('no answer', { cause: { code } }));
const notReady = answer(503, JSON.stringify({ error: 'x', code: 'NOT_READY', message: 'x' }));
const registryAway = answer(503, JSON.stringify({ error: 'x', code: 'REGISTRY_UNAVAILABLE', message: 'x' }));

describe('a request whose gateway goes away', () => {
  const bodies: string[] = [];
  beforeEach(() => bodies.splice(0));

  async function send(order: Order, ...answers: Sent[]): Promise<number | string> {
    const one = (each: Order) => {
      bodies.push(each.body as string);
      return (answers.length > 1 ? answers.shift()! : answers[0]!)();
    };
    try {
      return (await repeatRequest(order, NOW, one)).status;
    } catch (error) {
      return ((error as Error).cause as { code: string }).code;
    }
  }

  const signal = new AbortController().signal;
  const read = () => ({ url: URL_OF_ALL, method: 'GET', headers: {}, body: '', signal });
  const unkeyed = () => ({ ...read(), method: 'POST', body: '{"a":1}' });
  const keyed = () => ({ ...unkeyed(), headers: { 'idempotency-key': 'k' } });

  it.each<[string, Sent]>([
    ['is cut off', fail('ECONNRESET')],
    ['finds a connection closed', fail('EPIPE')],
    ['is answered by a proxy that found nobody', answer(502, '<html>Bad Gateway</html>')],
    ['is answered by a gateway that shuts down', notReady],
  ])('and that %s is sent again as it was, when it only asks or has a key', async (_what, trouble) => {
    expect(await send(keyed(), trouble, trouble, answer(201))).toBe(201);
    expect(bodies).toEqual(['{"a":1}', '{"a":1}', '{"a":1}']);
    expect(await send(read(), trouble, answer(200))).toBe(200);
    bodies.splice(0);
    expect(await send(unkeyed(), trouble, answer(201))).not.toBe(201);
    expect(bodies).toHaveLength(1);
  });

  it.each<[string, Sent, number | string]>([
    ['nobody listens', fail('ECONNREFUSED'), 'ECONNREFUSED'],
    ['the service refuses', answer(409), 409],
    ['the service fails', answer(500), 500],
    ['another place is away', registryAway, 503],
  ])('is not sent again when %s', async (_what, trouble, expected) => {
    expect(await send(read(), trouble, answer(200))).toBe(expected);
    expect(bodies).toHaveLength(1);
  });

  it('is given up after as many tries as there are pauses', async () => {
    expect(await send(read(), notReady)).toBe(503);
    expect(bodies).toHaveLength(1 + NOW.length);
  });
});
