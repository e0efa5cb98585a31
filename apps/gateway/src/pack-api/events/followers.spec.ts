import { Followers } from './followers';

describe('Followers', () => {
  it('has room for so many streams of a token, and for those of others', () => {
    const followers = new Followers();
    const leave = Array.from({ length: 250 }, () => followers.enter(1));
    expect(() => followers.enter(1)).toThrow('More than 250 event streams of this token are open.');
    followers.enter(2);
    leave[0]?.();
    followers.enter(1);
    expect(() => followers.enter(1)).toThrow('More than 250');
  });
});
