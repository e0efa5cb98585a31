import { type PgPool, PostgresConnection } from 'bullmq';
import type { QueueSessions } from './queue-sessions';

type Listener = Awaited<ReturnType<PostgresConnection['getListenClient']>>;

/** What BullMQ takes for the connection of one queue or worker, on sessions that it shares with the others of the process. */
export class QueueConnection extends PostgresConnection {
  private left: Promise<void> | undefined;
  private readonly onLost: (error: Error) => void;

  constructor(private readonly sessions: QueueSessions) {
    const onLost = (error: Error) => this.lose(error);
    super(sessions.enter(onLost) as unknown as PgPool);
    this.onLost = onLost;
  }

  override getListenClient(): Promise<Listener> {
    return this.sessions.listening.open() as Promise<unknown> as Promise<Listener>;
  }

  override get hasListenClientKeepAlive(): boolean {
    return true;
  }

  override setListenClientName(name: string): Promise<void> {
    return this.sessions.listening.setName(this.onLost, name);
  }

  override close(): Promise<void> {
    return (this.left ??= super.close().then(() => this.sessions.leave(this.onLost)));
  }

  /** Whoever waits there listens again, on another session. */
  private lose(error: Error): void {
    this.emit('listenerinvalidated');
    if (this.listenerCount('error') > 0) this.emit('error', error);
  }
}
