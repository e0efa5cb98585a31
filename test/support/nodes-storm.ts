import { eventually } from '@packyard/testing';
import type { NodesFixture } from './nodes-fixture';

export const STORM_STEPS = [
  ...Array<'switch'>(6).fill('switch'),
  'install',
  'kill an agent',
  'kill an agent',
  'kill a worker',
  'kill a worker',
  'kill the gateway',
  'kill the registry',
  'cut off the store',
  'let the store in',
  'cut off the database',
  'let the database in',
  'let the database in',
] as const;
export type StormStep = (typeof STORM_STEPS)[number];

// An execution whose tasks failed all the time tries again half a minute later, and then goes on with the next stage.
const MAX_CATCHING_UP_MS = 600_000;

/** What happens to nodes and to the service: switches and installs, while all that they stand on is killed or cut off. */
export class NodesStorm {
  private readonly done: Partial<Record<StormStep, number>> = {};
  private readonly executions: number[] = [];
  private isDatabaseThere = true;

  constructor(
    private readonly nodes: NodesFixture,
    private readonly offer: (version: string) => string,
  ) {}

  async step(step: StormStep, chosen: number): Promise<void> {
    const { agents, workers, gateway, registry, store } = this.nodes;
    this.done[step] = (this.done[step] ?? 0) + 1;
    switch (step) {
      case 'switch':
        return this.enable(chosen % 2 === 0 ? '2.0.0' : '1.0.0');
      case 'install':
        return this.install(`3.0.${this.executions.length}`);
      case 'kill an agent': {
        const agent = agents[chosen % agents.length];
        await agent?.stop('SIGKILL');
        agent?.start();
        return;
      }
      case 'kill a worker': {
        const worker = workers[chosen % workers.length];
        await worker?.process.kill(worker.app);
        return worker?.process.spawn(worker.app);
      }
      case 'kill the gateway':
        await gateway.kill('gateway');
        {
          gateway.spawn('gateway');
          return;
        }
      case 'kill the registry':
        return registry.killAndRestart();
      case 'cut off the store': {
        store.refuse();
        return;
      }
      case 'let the store in': {
        store.open();
        return;
      }
      case 'cut off the database': {
        this.cutDatabase();
        return;
      }
      case 'let the database in': {
        this.letDatabaseIn();
        return;
      }
    }
  }

  /** All is there again, and what was asked for is done. Answers how often which step was taken, and how long it took to catch up. */
  async end(): Promise<Record<string, number>> {
    const startedAt = performance.now();
    this.nodes.store.open();
    this.letDatabaseIn();
    await eventually(async () => expect((await this.nodes.gateway.request('/health/ready')).status).toBe(200));
    for (const id of this.executions) {
      const { status, packs } = await this.nodes.gateway.ended(id, MAX_CATCHING_UP_MS);
      expect([id, status, packs.map(({ error }) => error)]).toEqual([id, 'completed', [null]]);
    }
    return { ...this.done, secondsToCatchUp: Math.round((performance.now() - startedAt) / 1000) };
  }

  /** Nobody can be asked while the database is away. */
  private async enable(version: string): Promise<void> {
    if (!this.isDatabaseThere) return;
    await eventually(async () => {
      const answer = await this.nodes.gateway.request('/api/v1/packs/slack/enable', { body: { version } });
      expect(answer.status).toBe(200);
    });
  }

  private async install(version: string): Promise<void> {
    if (!this.isDatabaseThere) return;
    const source = this.offer(version);
    this.executions.push((await eventually(() => this.nodes.gateway.submit([source]))).id);
  }

  private cutDatabase(): void {
    this.isDatabaseThere = false;
    this.nodes.database.refuse();
  }

  private letDatabaseIn(): void {
    this.isDatabaseThere = true;
    this.nodes.database.open();
  }
}
