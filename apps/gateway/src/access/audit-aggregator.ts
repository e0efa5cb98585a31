import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { AuditAction, Principal } from '@packyard/contracts';
import { AuditRepository, type CountedOccurrence } from '@packyard/schema';
import { networkOf } from '../http/rate-limit/network-of';

export interface Occurrence {
  action: Extract<AuditAction, 'login.fail' | 'access.deny' | 'session.begin'>;
  /** Absent: nobody knows. */
  actor?: Principal;
  address: string;
  subject: string;
  /** Never a secret, and never a text that a client made up. */
  reason: string;
}

const NOBODY: Principal = { kind: 'unknown', id: null, name: 'nobody' };
const WINDOW_MS = 3_600_000;
const FLUSH_AFTER_MS = 1000;
// Of one gateway, within an hour, in one room; all that come later are counted as one.
const MAX_KINDS = 200;

/**
 * What happens too often for a row of the audit each time: refusals, failed logins, logins of Gort's client. Those that are alike
 * are counted, and written once a second: an attack neither fills the table nor makes every refusal wait for the database.
 */
@Injectable()
export class AuditAggregator implements OnModuleDestroy {
  private readonly logger = new Logger(AuditAggregator.name);
  private waiting = new Map<string, CountedOccurrence>();
  private rooms = new Map<string, Set<string>>();
  private window = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly audit: AuditRepository) {}

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.timer);
    await this.flush();
  }

  note({ action, actor = NOBODY, address, subject, reason }: Occurrence): void {
    const window = Math.floor(Date.now() / WINDOW_MS);
    if (window !== this.window) this.rooms = new Map();
    this.window = window;
    const room = roomOf({ action, actor, subject });
    const kinds = this.rooms.get(room) ?? new Set();
    this.rooms.set(room, kinds);
    const network = networkOf(address);
    const aggregate = [window, action, actor.kind, actor.id ?? actor.name, network, subject].join(' ');
    if (kinds.size >= MAX_KINDS && !kinds.has(aggregate)) {
      this.add({ ...summaryOf(action, actor), aggregate: `${window} ${room}` });
      return;
    }
    kinds.add(aggregate);
    this.add({ action, actor, address: network, subject, after: { reason }, aggregate });
  }

  private add(occurrence: Omit<CountedOccurrence, 'count'>): void {
    const count = (this.waiting.get(occurrence.aggregate)?.count ?? 0) + 1;
    this.waiting.set(occurrence.aggregate, { ...occurrence, count });
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS).unref();
  }

  private async flush(): Promise<void> {
    this.timer = undefined;
    const counted = [...this.waiting.values()];
    this.waiting = new Map();
    try {
      await this.audit.count(counted);
    } catch (error) {
      // What is lost here is in the log at least.
      this.logger.warn(`${counted.length} refusals could not be written to the audit: ${String(error)}`);
      for (const { action, address, subject, count } of counted) {
        this.logger.warn(`${action} ${subject} from ${address ?? 'many addresses'}, ${count} times`);
      }
    }
  }
}

/**
 * Strangers may take each other's room, and nobody else's: not that of who is known, nor of guesses at the password of somebody who
 * is there. Names that nobody has are not told, so there are as many rooms as there are tokens and users.
 */
function roomOf({ action, actor, subject }: { action: string; actor: Principal; subject: string }): string {
  if (action === 'login.fail') return `${action} ${subject}`;
  return `${action} ${actor.kind} ${actor.id ?? actor.name}`;
}

function summaryOf(action: Occurrence['action'], actor: Principal) {
  const after = { reason: `more than ${MAX_KINDS} kinds came within an hour` };
  return { action, actor, address: null, subject: 'others', after };
}
