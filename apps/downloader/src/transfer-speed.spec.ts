import { TransferSpeed } from './transfer-speed';

describe('TransferSpeed', () => {
  it('tells bytes, total, speed and the time that is left', () => {
    const speed = new TransferSpeed();
    expect(speed.describe({ bytes: 0, total: 50_000_000 }, 1000)).toBe('0.0 MB of 50.0 MB (0 %)');
    expect(speed.describe({ bytes: 4_000_000, total: 50_000_000 }, 2000)).toBe(
      '4.0 MB of 50.0 MB (8 %), 4.0 MB/s, 12 s left',
    );
  });

  it('tells what is known when the total is not', () => {
    const speed = new TransferSpeed();
    speed.describe({ bytes: 0 }, 0);
    expect(speed.describe({ bytes: 1_000_000 }, 500)).toBe('1.0 MB, 2.0 MB/s');
  });

  it('follows the last seconds, and forgets what was before it began anew', () => {
    const speed = new TransferSpeed();
    for (let second = 0; second <= 20; second += 1)
      speed.describe({ bytes: second * 1_000_000, total: 1e9 }, second * 1000);
    for (let second = 21; second < 30; second += 1) speed.describe({ bytes: 20_000_000, total: 1e9 }, second * 1000);
    expect(speed.describe({ bytes: 20_000_000, total: 1e9 }, 30_000)).toBe('20.0 MB of 1000.0 MB (2 %)');
    expect(speed.describe({ bytes: 10_000, total: 1e9 }, 31_000)).toBe('0.0 MB of 1000.0 MB (0 %)');
    expect(speed.describe({ bytes: 100_010_000, total: 1e9 }, 32_000)).toBe(
      '100.0 MB of 1000.0 MB (10 %), 100.0 MB/s, 9 s left',
    );
    expect(new TransferSpeed().describe({ bytes: 5, total: 1 }, 0)).toBe('0.0 MB of 0.0 MB');
  });

  it('goes by the share of what is counted where the total is not known', () => {
    const speed = new TransferSpeed();
    expect(speed.describe({ bytes: 0, fraction: 0 }, 0)).toBe('0.0 MB (0 %)');
    expect(speed.describe({ bytes: 2_000_000, fraction: 0.25 }, 1000)).toBe('2.0 MB (25 %), 2.0 MB/s, 3 s left');
    expect(speed.describe({ bytes: 2_000_000, fraction: 0.1 }, 1500)).toBe('2.0 MB (10 %)');
  });

  it('tells long times in minutes', () => {
    const speed = new TransferSpeed();
    speed.describe({ bytes: 0, total: 100_000_000 }, 0);
    expect(speed.describe({ bytes: 1_000_000, total: 100_000_000 }, 1000)).toMatch(/, 1 min 39 s left$/);
  });
});
