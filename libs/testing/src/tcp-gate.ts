import { connect, createServer, type Server, type Socket } from 'node:net';

/** A server reached over a connection that a test can close to everybody, or let fall silent. */
export class TcpGate {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly forgotten = new WeakSet<Socket>();
  private delayMs = 0;
  private state: 'open' | 'refusing' | 'silent' = 'open';

  private constructor(private readonly target: URL) {
    this.server = createServer((client) => this.join(client));
  }

  static async start(url: string): Promise<TcpGate> {
    const gate = new TcpGate(new URL(url));
    await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
    return gate;
  }

  get url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as { port: number }).port);
    return url.href;
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** All connections are cut, and each new one at once. */
  refuse(): void {
    this.state = 'refusing';
    for (const socket of this.sockets) socket.destroy();
  }

  /** Connections are taken and stay, but nothing comes through any more. */
  silence(): void {
    this.state = 'silent';
  }

  /** Nothing comes through the connections that there are, as when a host between them has lost them; new ones work. */
  forget(): void {
    for (const socket of this.sockets) this.forgotten.add(socket);
  }

  /** From now on everything comes through so much later. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  /** Those who waited in silence are cut. */
  open(): void {
    this.refuse();
    this.state = 'open';
  }

  async close(): Promise<void> {
    this.refuse();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    this.sockets.add(client.on('error', () => undefined));
    if (this.state === 'refusing') return void client.destroy();
    if (this.state === 'silent') return;
    const server = connect({ host: this.target.hostname, port: Number(this.target.port) });
    this.sockets.add(server.on('error', () => undefined));
    this.pass(client, server);
    this.pass(server, client);
  }

  private pass(from: Socket, to: Socket): void {
    from.on('data', (chunk) => {
      if (this.state !== 'open' || this.forgotten.has(from)) return;
      if (this.delayMs === 0) to.write(chunk);
      else setTimeout(() => to.write(chunk), this.delayMs);
    });
    from.on('close', () => to.destroy());
  }
}
