import { repeatRequest } from './repeat-request';

const URL = 'http://127.0.0.1/api/v1/executions';
const NOW = [0, 0];
type Sent = () => Promise<Response>;

const answer =
  (status: number, body = '') =>
  () =>
    Promise.resolve(new Response(body, { status }));
const fail = (code: string) => () => Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code } }));
const notReady = answer(503, JSON.stringify({ error: 'x', code: 'NOT_READY', message: 'x' }));
const registryAway = answer(503, JSON.stringify({ error: 'x', code: 'REGISTRY_UNAVAILABLE', message: 'x' }));

describe('a request whose gateway goes away', () => {
  const bodies: string[] = [];
  beforeEach(() => bodies.splice(0));

  async function send(request: Request, ...answers: Sent[]): Promise<number | string> {
    const one = async (each: Request) => {
      bodies.push(await each.text());
      return (answers.length > 1 ? answers.shift()! : answers[0]!)();
    };
    try {
      return (await repeatRequest(request, NOW, one)).status;
    } catch (error) {
      return ((error as Error).cause as { code: string }).code;
    }
  }

  const read = () => new Request(URL);
  const keyed = () => new Request(URL, { method: 'POST', body: '{"a":1}', headers: { 'Idempotency-Key': 'k' } });
  const unkeyed = () => new Request(URL, { method: 'POST', body: '{"a":1}' });

  it.each<[string, Sent]>([
    ['is cut off', fail('ECONNRESET')],
    ['loses the other end', fail('UND_ERR_SOCKET')],
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
