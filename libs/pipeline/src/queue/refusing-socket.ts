import { Socket } from 'node:net';

/**
 * Says that nobody listens where a server's socket has gone from its folder, as ports do: BullMQ goes on trying then, and ends
 * its workers for good at whatever else.
 */
export class RefusingSocket extends Socket {
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
    if (error !== null && code === 'ENOENT' && syscall === 'connect') Object.assign(error, { code: 'ECONNREFUSED' });
    super._destroy(error, done);
  }
}
