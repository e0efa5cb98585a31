import { Followers } from './followers';

describe('Followers', () => {
  it('has room for so many streams of a token with its sessions, and for those of others', () => {
    const followers = new Followers();
    const one = { kind: 'token', id: 1, name: 'ci' } as const;
    const leave = Array.from({ length: 250 }, () => followers.enter(one));
    expect(() => followers.enter(one)).toThrow('More than 250 requests of this token follow executions.');
    followers.enter({ ...one, id: 2 });
    leave[0]?.();
    followers.enter(one);
    expect(() => followers.enter(one)).toThrow('More than 250');
  });
});
