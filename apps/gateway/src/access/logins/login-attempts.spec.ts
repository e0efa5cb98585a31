import { type LoginAttempt, LoginAttempts } from './login-attempts';

const REFUSED = expect.objectContaining({ code: 'RATE_LIMITED' });

describe('LoginAttempts', () => {
  let now = 1_000_000;
  const attempts = new LoginAttempts(() => now);
  let made = 0;
  /** As somebody else each time. */
  const begin = (address: string) => attempts.begin({ address, account: `user ${(made += 1)}` });

  it('allows ten failures a minute from each address', () => {
    for (let i = 0; i < 10; i += 1) begin('192.0.2.1');
    expect(() => begin('192.0.2.1')).toThrow(REFUSED);
    expect(() => begin('192.0.2.2')).not.toThrow();
  });

  it('takes no notice of those that succeed', () => {
    const attempt = { address: '192.0.2.3', account: 'user ada' };
    for (let i = 0; i < 100; i += 1) {
      attempts.begin(attempt);
      attempts.forgive(attempt);
    }
    expect(() => attempts.begin(attempt)).not.toThrow();
  });

  it.each([
    ['all addresses of a network of IPv6', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1'],
    ['IPv4 on a socket of IPv6', '::ffff:192.0.2.9', '192.0.2.9', '::ffff:192.0.2.10'],
    ['addresses of a link', 'fe80::1%eth0', 'fe80::2%eth0', 'fe80:1::1%eth0'],
    ['what is no address', '', '', 'x'],
  ])('counts %s as one', (_what, address, same, other) => {
    for (let i = 0; i < 10; i += 1) begin(i % 2 === 0 ? address : same);
    expect(() => begin(same)).toThrow(REFUSED);
    expect(() => begin(other)).not.toThrow();
    attempts.forgive({ address: same, account: 'user of nothing' });
    expect(() => begin(address)).not.toThrow();
  });

  it('forgets them when the minute is over, and says when that is', () => {
    now += 20_000;
    expect(() => begin('192.0.2.1')).toThrow(expect.objectContaining({ retryAfterSeconds: 40 }));
    now += 40_000;
    expect(() => begin('192.0.2.1')).not.toThrow();
  });

  it('lets nobody be locked out by a stranger behind the same proxy, where they have logged in before', () => {
    now += 60_000;
    const ada = { address: '198.51.100.1', account: 'user ada' };
    attempts.begin(ada);
    attempts.succeed(ada);
    for (let i = 0; i < 10; i += 1) begin('198.51.100.1');
    expect(() => begin('198.51.100.1')).toThrow(REFUSED);
    expect(() => attempts.begin(ada)).not.toThrow();
    for (let i = 0; i < 4; i += 1) attempts.begin(ada);
    expect(() => attempts.begin(ada)).toThrow(REFUSED);
  });

  it('allows fifty failures a minute of one account, from wherever they come; its own places stay open', () => {
    now += 60_000;
    const bob = { address: '203.0.113.1', account: 'user bob' };
    attempts.begin(bob);
    attempts.succeed(bob);
    for (let i = 0; i < 50; i += 1) attempts.begin({ address: `192.0.2.${i}`, account: 'user bob' });
    expect(() => attempts.begin({ address: '192.0.2.99', account: 'user bob' })).toThrow('for this account');
    expect(() => attempts.begin({ address: '192.0.2.99', account: 'user eve' })).not.toThrow();
    expect(() => attempts.begin(bob)).not.toThrow();
  });

  it('does not grow with what clients make up', () => {
    now += 60_000;
    const isRefused = (address: string) => {
      try {
        begin(address);
        return false;
      } catch {
        return true;
      }
    };
    let refused = 0;
    for (let i = 0; i < 50_000; i += 1)
      if (isRefused(`2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`)) refused += 1;
    expect(refused).toBeGreaterThan(29_000);
    const { failures } = attempts as unknown as { failures: Record<string, Map<string, number>> };
    expect(Object.values(failures).map(({ size }) => size <= 20_001)).toEqual([true, true, true]);
  });

  it('locks out nobody where they have logged in before, however many networks somebody guesses from', () => {
    now += 60_000;
    const places = Array.from({ length: 10 }, (_unused, index) => ({
      address: `198.51.100.${index}`,
      account: `user at home ${index}`,
    }));
    for (const place of places) attempts.succeed(place);
    for (let i = 0; i < 30_000; i += 1)
      attempts.fail({
        address: `2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`,
        account: `user ${i}`,
      });
    for (const place of places) for (let i = 0; i < 5; i += 1) attempts.begin(place);
    expect(() => attempts.begin(places[0] as LoginAttempt)).toThrow('5 logins from 198.51.100.0 failed');
  });

  it('counts accounts by themselves, although the room for networks is taken', () => {
    now += 60_000;
    for (let i = 0; i < 20_000; i += 1)
      attempts.fail({ address: `2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1`, account: 'user eve' });
    attempts.assertOpen({ address: '192.0.2.5', account: 'user zoe' });
    for (let i = 0; i < 49; i += 1) attempts.fail({ address: '192.0.2.6', account: 'user zoe' });
    attempts.forgive({ address: '192.0.2.6', account: 'user zoe' });
    expect(
      (attempts as unknown as { failures: Record<string, Map<string, number>> }).failures['account']?.get('user zoe'),
    ).toBe(48);
  });
});
