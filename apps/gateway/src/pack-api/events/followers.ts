import { Injectable } from '@nestjs/common';
import { RateLimited } from '../../http/rate-limit/rate-limited';

/** Streams of one token at one gateway: each keeps some events in memory while its client does not read. */
const MOST = 250;
const RETRY_SECONDS = 15;

/** Counts the streams that are open, for each token. */
@Injectable()
export class Followers {
  private readonly open = new Map<number, number>();

  /**
   * Returns what to call when the stream has ended.
   * @throws RateLimited
   */
  enter(tokenId: number): () => void {
    const open = this.open.get(tokenId) ?? 0;
    if (open >= MOST) throw new RateLimited(`More than ${MOST} event streams of this token are open.`, RETRY_SECONDS);
    this.open.set(tokenId, open + 1);
    return () => this.leave(tokenId);
  }

  private leave(tokenId: number): void {
    const left = (this.open.get(tokenId) ?? 1) - 1;
    if (left > 0) this.open.set(tokenId, left);
    else this.open.delete(tokenId);
  }
}
