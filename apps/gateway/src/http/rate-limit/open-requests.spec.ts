import { OpenRequests } from './open-requests';

describe('OpenRequests', () => {
  it('has room for so many requests of a token with its sessions, and for those of others', () => {
    const requests = new OpenRequests({ most: 250, what: 'follow executions' });
    const one = { kind: 'token', id: 1, name: 'ci' } as const;
    const leave = Array.from({ length: 250 }, () => requests.enter(one));
    expect(() => requests.enter(one)).toThrow('More than 250 requests of this token follow executions.');
    requests.enter({ ...one, id: 2 });
    leave[0]?.();
    requests.enter(one);
    expect(() => requests.enter(one)).toThrow('More than 250');
  });
});
