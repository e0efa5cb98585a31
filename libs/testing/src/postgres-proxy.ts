import { createServer, connect, type Server, type Socket } from 'node:net';

/** What happens to the next commit: its request never arrives, or its answer is lost. */
type CommitFault = 'before' | 'after';

/** A PostgreSQL that is reached over a connection which a test can cut at the worst moment. */
export class PostgresProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private fault: CommitFault | undefined;
  private isRefusing = false;

  private constructor(private readonly target: URL) {
    this.server = createServer((client) => this.join(client));
  }

  static async start(databaseUrl: string): Promise<PostgresProxy> {
    const proxy = new PostgresProxy(new URL(databaseUrl));
    await new Promise<void>((resolve) => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as { port: number }).port);
    return url.href;
  }

  /** Cuts the connection at the next commit, and with `isGone` takes no other one from then on. */
  failNextCommit(fault: CommitFault, isGone = false): void {
    this.fault = fault;
    this.isRefusing = isGone;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (this.isRefusing && this.fault === undefined) {
      client.destroy();
      return;
    }
    const database = connect({ host: this.target.hostname, port: Number(this.target.port) });
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => [client, database].forEach((each) => each.destroy()));
    }
    let isLosingAnswers = false;
    client.on('data', (chunk) => {
      const fault = chunk.includes('COMMIT') ? this.fault : undefined;
      if (fault !== undefined) this.fault = undefined;
      if (fault === 'before') client.destroy();
      else database.write(chunk);
      if (fault === 'after') isLosingAnswers = true;
    });
    database.on('data', (chunk) => {
      if (isLosingAnswers) client.destroy();
      else client.write(chunk);
    });
  }
}
