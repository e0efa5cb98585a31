import { Injectable } from '@nestjs/common';
import type { Principal } from '@packyard/contracts';
import { RateLimited } from '../../http/rate-limit/rate-limited';

/** Of one principal, with all its sessions, at one gateway: each keeps something in memory, and asks the database now and then. */
const MOST = 250;
const RETRY_SECONDS = 15;

/** Counts the event streams and the requests that wait for an execution, for each principal. */
@Injectable()
export class Followers {
  private readonly open = new Map<string, number>();

  /**
   * Returns what to call when it has ended.
   * @throws RateLimited
   */
  enter({ kind, id, name }: Principal): () => void {
    const principal = `${kind} ${id ?? name}`;
    const open = this.open.get(principal) ?? 0;
    if (open >= MOST)
      throw new RateLimited(`More than ${MOST} requests of this ${kind} follow executions.`, RETRY_SECONDS);
    this.open.set(principal, open + 1);
    return () => this.leave(principal);
  }

  private leave(principal: string): void {
    const left = (this.open.get(principal) ?? 1) - 1;
    if (left > 0) this.open.set(principal, left);
    else this.open.delete(principal);
  }
}
