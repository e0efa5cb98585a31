import { Logger } from '@nestjs/common';
import type { Listener } from '../../notifications';
import { SharedCounts } from './shared-counts';

const WINDOW_MS = 60_000;

/** What PostgreSQL does, without it: everybody hears everything. */
class Loopback {
  readonly sent: string[] = [];
  readonly listeners: Listener[] = [];
  isDown = false;

  listen(_channel: string, listener: Listener): void {
    this.listeners.push(listener);
  }

  async notify(_channel: string, payload: string): Promise<void> {
    if (this.isDown) throw new Error('no connection');
    this.sent.push(payload);
    for (const listener of this.listeners) listener(payload);
    return Promise.resolve();
  }
}

describe('SharedCounts', () => {
  let loopback: Loopback;
  let one: SharedCounts;
  let other: SharedCounts;

  beforeEach(() => {
    jest.useFakeTimers({ now: 10 * WINDOW_MS });
    loopback = new Loopback();
    [one, other] = [new SharedCounts(loopback, WINDOW_MS), new SharedCounts(loopback, WINDOW_MS)];
  });
  afterEach(() => jest.useRealTimers());

  it('counts every request at once, and those of the other gateways within a second', async () => {
    expect(Array.from({ length: 30 }, () => count(one, 'reads a')).at(-1)).toBe(30);
    expect(count(other, 'reads a')).toBe(1);
    await jest.advanceTimersByTimeAsync(1000);
    expect(count(other, 'reads a')).toBe(32);
    expect(count(other, 'reads b')).toBe(1);
  });

  it('adds nothing twice, however often it is reported', async () => {
    for (let second = 1; second <= 5; second += 1) {
      for (let i = 0; i < 10; i += 1) count(one, 'reads a');
      await jest.advanceTimersByTimeAsync(1000);
      expect(count(other, 'reads a')).toBe(second * 11);
      await jest.advanceTimersByTimeAsync(1000);
    }
  });

  it('begins anew for all at the same time, and says when', () => {
    jest.advanceTimersByTime(20_000);
    let ttl = 0;
    one.incr('reads a', (_error, result) => (ttl = result?.ttl ?? 0), WINDOW_MS, 100);
    expect(ttl).toBe(40_000);
    expect(count(one, 'reads a')).toBe(2);
    jest.advanceTimersByTime(40_000);
    expect(count(one, 'reads a')).toBe(1);
  });

  it('reports nothing of who is far below the limit, and nothing while nobody asks', async () => {
    for (let i = 0; i < 4; i += 1) count(one, 'reads a');
    await jest.advanceTimersByTimeAsync(30_000);
    expect(loopback.sent).toEqual([]);
    count(one, 'reads a');
    await jest.advanceTimersByTimeAsync(30_000 - 1);
    expect(loopback.sent).toHaveLength(1);
  });

  it('splits what is too long for one notification', async () => {
    for (let i = 0; i < 500 * 5; i += 1) count(one, `reads 2001:db8:${'ffff:'.repeat(5)}${i % 500}`);
    await jest.advanceTimersByTimeAsync(1000);
    expect(Math.max(...loopback.sent.map((text) => Buffer.byteLength(text)))).toBeLessThan(8000);
    expect(count(other, `reads 2001:db8:${'ffff:'.repeat(5)}499`)).toBe(6);
  });

  it('goes on alone while the database is away, and is not put off by what it does not understand', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue();
    loopback.isDown = true;
    for (let i = 0; i < 30; i += 1) count(one, 'reads a');
    await jest.advanceTimersByTimeAsync(1000);
    expect(count(one, 'reads a')).toBe(31);
    expect(warn).toHaveBeenCalledTimes(1);
    for (const listener of loopback.listeners) for (const text of [undefined, '', '{}', 'x']) listener(text);
    loopback.isDown = false;
    await jest.advanceTimersByTimeAsync(1000);
    expect(count(other, 'reads a')).toBe(32);
  });
});

function count(counts: SharedCounts, key: string): number {
  let current = 0;
  counts.incr(key, (_error, result) => (current = result?.current ?? 0), WINDOW_MS, 100);
  return current;
}
