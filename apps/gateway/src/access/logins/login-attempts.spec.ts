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

  it.each([
    ['all addresses of a network of IPv6', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1'],
    ['IPv4 on a socket of IPv6', '::ffff:192.0.2.9', '192.0.2.9', '::ffff:192.0.2.10'],
    ['addresses of a link', 'fe80::1%eth0', 'fe80::2%eth0', 'fe80:1::1%eth0'],
    ['what is no address', '', '', 'x'],
  ])('counts %s as one', (_what, address, same, other) => {
    for (let i = 0; i < 10; i += 1) attempts.begin(i % 2 === 0 ? address : same);
    expect(() => attempts.begin(same)).toThrow(expect.objectContaining({ code: 'RATE_LIMITED' }));
    expect(() => attempts.begin(other)).not.toThrow();
    attempts.forgive(same);
    expect(() => attempts.begin(address)).not.toThrow();
  });

  it('forgets them when the minute is over, and says when that is', () => {
    now += 20_000;
    expect(() => attempts.begin('192.0.2.1')).toThrow(expect.objectContaining({ retryAfterSeconds: 40 }));
    now += 40_000;
    expect(() => attempts.begin('192.0.2.1')).not.toThrow();
  });
});
