import type { Principal } from '@packyard/contracts';
import { RateLimited } from './rate-limited';

const RETRY_SECONDS = 15;

interface Limit {
  /** Of one principal, with all its sessions, at one gateway. */
  most: number;
  /** What they do, such as `upload files`. */
  what: string;
}

/** Counts requests that stay open for long, and keep something in memory meanwhile, for each principal. */
export class OpenRequestLimiter {
  private readonly open = new Map<string, number>();

  constructor(private readonly limit: Limit) {}

  /**
   * Returns what to call when it has ended.
   * @throws RateLimited
   */
  acquire({ kind, id, name }: Principal): () => void {
    const { most, what } = this.limit;
    const principal = `${kind} ${id ?? name}`;
    const open = this.open.get(principal) ?? 0;
    if (open >= most) throw new RateLimited(`More than ${most} requests of this ${kind} ${what}.`, RETRY_SECONDS);
    this.open.set(principal, open + 1);
    return () => this.release(principal);
  }

  private release(principal: string): void {
    const left = (this.open.get(principal) ?? 1) - 1;
    if (left > 0) this.open.set(principal, left);
    else this.open.delete(principal);
  }
}
