import type { Dispatcher } from 'undici';

/** What requests go through until it is closed. */
export interface OpenConnection {
  readonly agent: Dispatcher;
  close(): void;
}

/**
 * Connections of one piece of work, which asks the same place many times: they stay open between its requests, and are closed
 * with it. All of its requests obey the same signal, and trust the same servers.
 */
export class KeptConnections {
  private readonly kept = new Map<string, OpenConnection>();
  private isClosed = false;

  /** To that origin, by way of that proxy: the one that is there, or a new one. */
  to(origin: string, proxy: URL | undefined, open: () => OpenConnection): OpenConnection {
    const way = JSON.stringify([origin, proxy?.href]);
    const connection = this.kept.get(way) ?? open();
    if (!this.isClosed) this.kept.set(way, connection);
    return connection;
  }

  /** Whether somebody else closes it. */
  has(connection: OpenConnection): boolean {
    return [...this.kept.values()].includes(connection);
  }

  /** Whatever is still under way ends with it. */
  close(): void {
    this.isClosed = true;
    for (const connection of this.kept.values()) connection.close();
    this.kept.clear();
  }
}
