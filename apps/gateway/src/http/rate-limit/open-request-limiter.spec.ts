import { OpenRequestLimiter } from './open-request-limiter';

describe('OpenRequestLimiter', () => {
  it('has room for so many requests of a token with its sessions, and for those of others', () => {
    const requests = new OpenRequestLimiter({ most: 250, what: 'follow executions' });
    const one = { kind: 'token', id: 1, name: 'ci' } as const;
    const release = Array.from({ length: 250 }, () => requests.acquire(one));
    expect(() => requests.acquire(one)).toThrow('More than 250 requests of this token follow executions.');
    requests.acquire({ ...one, id: 2 });
    release[0]?.();
    requests.acquire(one);
    expect(() => requests.acquire(one)).toThrow('More than 250');
  });
});
