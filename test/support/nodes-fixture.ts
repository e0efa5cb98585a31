import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { NodeView, WantedView } from '@packyard/contracts';
import { digestTree } from '@packyard/pack';
import { eventually, listenOnLoopback, TcpGate } from '@packyard/testing';
import { AgentProcess } from './agent-process';
import { DockerRegistry } from './docker-registry';
import { type Service, type Worker, WORKERS } from './service';
import type { TestFixture } from './test-fixture';

const AGENTS = ['one', 'two', 'three'];
const EACH_WORKER = 2;
/** What is killed while all else is away as well comes back in its time, and no task gives up meanwhile. */
const PATIENT = { PACKYARD_START_SECONDS: '3600', PACKYARD_MAX_ATTEMPTS: '50' };

/** A gateway, two of each worker and three agents: each has a home of its own, and all share a database and a registry. */
export class NodesFixture {
  gateway!: Service;
  readonly workers: { app: Worker; process: Service }[] = [];
  readonly agents: AgentProcess[] = [];
  /** Between all of them and the registry. */
  store!: TcpGate;
  /** Between the service's processes and PostgreSQL. */
  database!: TcpGate;
  registry!: DockerRegistry;
  private readonly key = randomBytes(32).toString('base64');

  constructor(private readonly fixture: TestFixture) {}

  async start(): Promise<this> {
    this.registry = await DockerRegistry.start(this.fixture.path('registry'));
    this.store = await TcpGate.start(`http://${this.registry.host}`);
    this.database = await TcpGate.start(this.fixture.database.url);
    // Agents know one address of it, also after it was started again.
    this.gateway = await this.process('gateway', { PACKYARD_PORT: String(await freePort()) });
    this.gateway.spawn('gateway');
    await this.gateway.ready();
    for (const app of WORKERS.flatMap((each) => Array<typeof each>(EACH_WORKER).fill(each))) {
      const process = await this.process(`${app}-${this.workers.length}`);
      process.spawn(app);
      this.workers.push({ app, process });
    }
    for (const name of AGENTS) this.agents.push(await this.agent(name));
    return this;
  }

  async stop(): Promise<void> {
    await Promise.all(this.agents.map((agent) => agent.stop('SIGKILL')));
    await Promise.all([this.store.close(), this.database.close()]);
    await this.registry.stop();
  }

  async nodes(): Promise<NodeView[]> {
    const answer = await this.gateway.request('/api/v1/nodes');
    return ((await answer.json()) as { data: NodeView[] }).data;
  }

  async wanted(): Promise<WantedView> {
    return ((await (await this.gateway.request('/api/v1/nodes/wanted')).json()) as { data: WantedView }).data;
  }

  /** All agents show what the database says, to the byte, and have reported it. */
  async agree(): Promise<WantedView> {
    return eventually(async () => {
      const wanted = await this.wanted();
      const expected = wanted.packs.map(({ ref, digest }) => `${ref} ${digest}`);
      for (const agent of this.agents) {
        expect([agent.name, agent.manifest()?.state, agent.log.slice(-3)]).toEqual([
          agent.name,
          wanted.state,
          expect.anything(),
        ]);
        expect(await digestsOf(agent)).toEqual(expected);
        for (const folder of agent.shown().values()) expect(folder).toContain(this.homeOf(agent.name));
      }
      const nodes = await this.nodes();
      expect(nodes.map(({ name, state, generation }) => [name, state, generation])).toEqual(
        [...AGENTS].sort().map((name) => [name, 'in_step', wanted.generation]),
      );
      return wanted;
    });
  }

  /** Without anything that it has fetched. */
  async emptied(agent: AgentProcess): Promise<void> {
    await agent.stop('SIGKILL');
    rmSync(this.homeOf(agent.name), { recursive: true, force: true });
    agent.start();
  }

  private homeOf(name: string): string {
    return this.fixture.path('homes', name);
  }

  private async agent(name: string): Promise<AgentProcess> {
    const answer = await this.gateway.request('/api/v1/tokens', { body: { name: `node ${name}`, scope: 'agent' } });
    const { data } = (await answer.json()) as { data: { token: string } };
    const environment = { ...this.content, PACKYARD_URL: this.gateway.url, PACKYARD_TOKEN: data.token };
    return new AgentProcess({ name, home: this.homeOf(name), environment }).start();
  }

  private process(name: string, settings: Record<string, string> = {}): Promise<Service> {
    const environment = { ...this.content, ...PATIENT, PACKYARD_SECRET_KEY: this.key, ...settings };
    const databaseUrl = this.database.url;
    return this.fixture.make({ layout: 'processes', home: this.homeOf(name), databaseUrl, environment });
  }

  private get content(): Record<string, string> {
    return { PACKYARD_CONTENT_STORE: `oci+http://${new URL(this.store.url).host}/packyard` };
  }
}

/** Whatever it shows, it shows all of one generation, whole. */
export async function assertWhole(agent: AgentProcess): Promise<void> {
  for (;;) {
    const wanted = agent.manifest();
    if (wanted === undefined) return;
    try {
      const digests = await digestsOf(agent);
      if (agent.manifest()?.state !== wanted.state) continue;
      expect(digests).toEqual(wanted.packs.map(({ ref, digest }) => `${ref} ${digest}`));
      return;
    } catch (error) {
      // What it showed when this began may be gone when it shows something else by now.
      if (agent.manifest()?.state === wanted.state) throw error;
    }
  }
}

/** `ref digest` of all that it shows. */
export async function digestsOf(agent: AgentProcess): Promise<string[]> {
  const shown = [...agent.shown()].sort(([a], [b]) => (a < b ? -1 : 1));
  return Promise.all(shown.map(async ([ref, folder]) => `${ref} ${await digestTree(folder)}`));
}

async function freePort(): Promise<number> {
  const server = await listenOnLoopback(createServer());
  await server.close();
  return server.port;
}
