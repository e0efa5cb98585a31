import { LoginAttempts } from './login-attempts';

describe('LoginAttempts', () => {
  let now = 1_000_000;
  const attempts = new LoginAttempts(() => now);

  it('allows ten failures a minute from each address', () => {
    for (let i = 0; i < 10; i += 1) attempts.begin('192.0.2.1');
    expect(() => attempts.begin('192.0.2.1')).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
    expect(() => attempts.begin('192.0.2.2')).not.toThrow();
  });

  it('takes no notice of those that succeed', () => {
    for (let i = 0; i < 100; i += 1) {
      attempts.begin('192.0.2.3');
      attempts.forgive('192.0.2.3');
    }
    expect(() => attempts.begin('192.0.2.3')).not.toThrow();
  });

  it('forgets them when the minute is over, and says when that is', () => {
    now += 20_000;
    expect(attempts.secondsLeft).toBe(40);
    now += 40_000;
    expect(() => attempts.begin('192.0.2.1')).not.toThrow();
  });
});
