import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import { randomUUID } from 'node:crypto';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { z } from 'zod';
import type { Notifications } from '../../notifications';

const CHANNEL = 'request_count';
const REPORT_EVERY_MS = 1000;
// Counts below this share of their limit are not reported.
const SHARE_WORTH_REPORTING = 1 / 20;
// A notification of PostgreSQL has at most 8000 bytes.
const COUNTS_IN_REPORT = 80;
// In each window; an attacker with many addresses can't fill the memory.
const MAX_KEYS = 100_000;

const Report = z.object({ from: z.string(), window: z.number(), counts: z.record(z.string(), z.number()) });
type Report = z.infer<typeof Report>;

interface Count {
  own: number;
  reported: number;
  max: number;
}

/**
 * The rate limits' counters, shared by all gateways on a database. Each gateway counts in memory and reports large counts to
 * the others once a second: no request waits for a counter, and a limit may be exceeded by one second's requests.
 */
export class SharedCounts implements FastifyRateLimitStore, OnModuleDestroy {
  private readonly logger = new Logger(SharedCounts.name);
  private readonly id = randomUUID();
  private window = 0;
  private own = new Map<string, Count>();
  /** Reported counts, by key and gateway. */
  private others = new Map<string, Map<string, number>>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly notifications: Pick<Notifications, 'listen' | 'notify'>,
    private readonly windowMs: number,
    private readonly now: () => number = Date.now,
  ) {
    notifications.listen(CHANNEL, (payload) => this.receive(payload));
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
  }

  /** Called by the plugin. Windows are aligned to the clock, so that all gateways share them. */
  incr(...[key, callback, , max]: Parameters<FastifyRateLimitStore['incr']>): void {
    this.startWindow();
    const counted = this.roomFor(key);
    const count = this.own.get(counted) ?? { own: 0, reported: 0, max };
    count.own += 1;
    this.own.set(counted, count);
    if (isWorthReporting(count)) this.timer ??= setTimeout(() => void this.report(), REPORT_EVERY_MS).unref();
    let current = count.own;
    for (const other of this.others.get(counted)?.values() ?? []) current += other;
    callback(null, { current, ttl: (this.window + 1) * this.windowMs - this.now() });
  }

  child(): this {
    return this;
  }

  /** Who comes when there are too many already is counted together with all others of the same kind. */
  private roomFor(key: string): string {
    return this.own.has(key) || this.own.size < MAX_KEYS ? key : `${key.split(' ')[0] ?? ''} others`;
  }

  private startWindow(): void {
    const window = Math.floor(this.now() / this.windowMs);
    if (window === this.window) return;
    this.window = window;
    this.own = new Map();
    this.others = new Map();
  }

  private async report(): Promise<void> {
    this.timer = undefined;
    this.startWindow();
    const changed = [...this.own].filter(([, count]) => isWorthReporting(count));
    for (const [, count] of changed) count.reported = count.own;
    const counts = changed.map(([key, { own }]): [string, number] => [key, own]);
    try {
      for (let at = 0; at < counts.length; at += COUNTS_IN_REPORT) {
        const part = Object.fromEntries(counts.slice(at, at + COUNTS_IN_REPORT));
        const report: Report = { from: this.id, window: this.window, counts: part };
        await this.notifications.notify(CHANNEL, JSON.stringify(report));
      }
    } catch (error) {
      this.logger.warn(`Request counts could not be reported to other gateways: ${String(error)}`);
    }
  }

  private receive(payload: string | undefined): void {
    const report = readReport(payload);
    if (report === undefined) return;
    const { from, window, counts } = report;
    this.startWindow();
    if (from === this.id || window !== this.window) return;
    for (const [key, count] of Object.entries(counts)) {
      if (!this.others.has(key) && this.others.size >= MAX_KEYS) continue;
      const known = this.others.get(key) ?? new Map<string, number>();
      this.others.set(key, known.set(from, count));
    }
  }
}

function isWorthReporting({ own, reported, max }: Count): boolean {
  return own > reported && own >= max * SHARE_WORTH_REPORTING;
}

/** Undefined when it is not a valid report: gateways of different versions may run side by side. */
function readReport(payload = ''): Report | undefined {
  try {
    return Report.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}
