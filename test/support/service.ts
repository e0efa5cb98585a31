import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionView, PackView } from '@packyard/contracts';
import { eventually } from '@packyard/testing';
import { heapFlags } from '../../libs/small-heap/src/heap-flags';

export const WORKERS = ['downloader', 'resolver', 'env-builder', 'registrar'] as const;
export type Worker = (typeof WORKERS)[number];
export type App = 'standalone' | 'gateway' | Worker;

export type Layout = 'standalone' | 'processes';
/** What promises the same in both layouts is tried in one of them; in both, or the other one, when the variable says so. */
export const LAYOUTS = (process.env['PACKYARD_TEST_LAYOUTS'] ?? 'standalone').split(',') as Layout[];

export interface ServiceOptions {
  home: string;
  /** Absent: the standalone app on an embedded PostgreSQL. */
  databaseUrl?: string;
  /** One process, or the gateway and the workers each in processes of their own. */
  layout: Layout;
  /** How many processes of each worker. */
  scale?: number;
  environment?: Record<string, string>;
  /** Without root's privilege to write wherever it likes, where there is setpriv to take it away. */
  isUnprivileged?: boolean;
  /** What a shell says before it becomes the service, such as `ulimit -n 100`. */
  setting?: string;
  /** The file of each line is as in the repository, which the shipped files, of many, don't tell any more. */
  isFileByFile?: boolean;
}

/** Asking again and again would take as much processor time as a small installation. Not longer, to notice a process that is gone. */
const ENDED_WAIT_SECONDS = 2;

const NO_PRIVILEGES = ['--inh-caps=-dac_override,-dac_read_search', '--bounding-set=-dac_override,-dac_read_search'];
const WITHOUT_PRIVILEGES =
  process.getuid?.() === 0 ? { program: 'setpriv', args: [...NO_PRIVILEGES, process.execPath] } : undefined;

/** Packyard as processes, driven by HTTP alone. */
export class Service {
  readonly log: string[] = [];
  private readonly processes: { app: App; child: ChildProcess }[] = [];

  constructor(private readonly options: ServiceOptions) {}

  async start(): Promise<this> {
    this.spawnAll();
    await this.ready();
    return this;
  }

  spawnAll(): void {
    this.log.length = 0;
    if (this.options.layout === 'standalone') this.spawn('standalone');
    else {
      this.spawn('gateway');
      for (const worker of WORKERS) for (let i = 0; i < (this.options.scale ?? 1); i += 1) this.spawn(worker);
    }
  }

  async ready(): Promise<void> {
    const head = this.processes.find(({ app }) => app === 'standalone' || app === 'gateway');
    await eventually(() => {
      if (head?.child.exitCode === null) expect(this.log.join('')).toMatch(/packyard ready http/);
    }, 300_000);
    if (head?.child.exitCode !== null)
      throw new Error(`${head?.app ?? 'nothing'} ended: ${this.log.join('').slice(-3000)}`);
  }

  /** Ends the processes of an app without any warning. */
  async kill(app: App): Promise<void> {
    const victims = this.processes.filter((process) => process.app === app);
    this.log.length = 0;
    for (const { child } of victims) {
      // One that was cut off from its database while it started has ended by itself, for its supervisor to start it again.
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await gone;
      }
      this.processes.splice(
        this.processes.findIndex((process) => process.child === child),
        1,
      );
    }
  }

  spawn(app: App): void {
    const { home, databaseUrl, environment, isUnprivileged, setting, isFileByFile } = this.options;
    const main = join(
      __dirname,
      '../../dist',
      isFileByFile === true ? `apps/${app}/src/main.js` : `services/${app}.js`,
    );
    const launcher =
      setting === undefined
        ? isUnprivileged === true
          ? WITHOUT_PRIVILEGES
          : undefined
        : { program: 'sh', args: ['-c', `${setting}; exec "$@"`, 'sh', process.execPath] };
    // As it would start itself anew (`libs/small-heap`, which tries that), for a twentieth of what a start takes.
    const args = [...(launcher?.args ?? []), ...heapFlags(main), main];
    const child = spawn(launcher?.program ?? process.execPath, args, {
      env: {
        MALLOC_ARENA_MAX: '1',
        PATH: process.env['PATH'],
        HOME: home,
        // Processes are started often here, and not less often for the code being compiled each time.
        NODE_COMPILE_CACHE: join(__dirname, '../../dist/.compile-cache'),
        PACKYARD_HOME: home,
        PACKYARD_PORT: '0',
        PACKYARD_RATE_LIMIT_LOGINS: '1000000',
        PACKYARD_RATE_LIMIT_WRITES: '1000000',
        PACKYARD_RATE_LIMIT_READS: '1000000',
        PACKYARD_ALLOW_PRIVATE_NETWORKS: '127.0.0.0/8',
        PACKYARD_LEASE_SECONDS: '2',
        PACKYARD_SWEEP_SECONDS: '1',
        // Not fetched from anywhere: tests reach nothing but this machine.
        PACKYARD_UV: 'off',
        PACKYARD_NODE_DOWNLOADS: 'false',
        PACKYARD_PYTHON_DOWNLOADS: 'false',
        ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
        ...(process.env['PACKYARD_TEST_REDIS_URL'] ? { REDIS_URL: process.env['PACKYARD_TEST_REDIS_URL'] } : {}),
        ...environment,
      },
    });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
    this.processes.push({ app, child });
  }

  /** Of processes that end by themselves: their exit codes. */
  async exited(): Promise<(number | null)[]> {
    await eventually(() => expect(this.processes.every(({ child }) => child.exitCode !== null)).toBe(true), 60_000);
    return this.processes.splice(0).map(({ child }) => child.exitCode);
  }

  /** Its processes stand still meanwhile, as on a machine that is too busy for them. */
  async paused<Result>(work: () => Promise<Result>): Promise<Result> {
    for (const { child } of this.processes) child.kill('SIGSTOP');
    try {
      return await work();
    } finally {
      for (const { child } of this.processes) child.kill('SIGCONT');
    }
  }

  /** Once; {@link stop} asks again, which ends at once what has not ended yet. */
  askToEnd(): void {
    for (const { child } of this.processes) child.kill('SIGTERM');
  }

  /** As an operator stops it. Returns the exit codes. */
  async stop(): Promise<(number | null)[]> {
    const codes = this.processes.splice(0).map(
      ({ child }) =>
        new Promise<number | null>((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
          child.once('exit', resolve);
          child.kill('SIGTERM');
        }),
    );
    return Promise.all(codes);
  }

  get url(): string {
    return readFileSync(join(this.options.home, 'address'), 'utf8').trim();
  }

  get token(): string {
    return readFileSync(join(this.options.home, 'admin-token'), 'utf8').trim();
  }

  async request(
    path: string,
    init: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const { body, method = body === undefined ? 'GET' : 'POST', headers } = init;
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async submit(packs: readonly string[], parameters: Record<string, unknown> = {}): Promise<ExecutionView> {
    const body = { action: 'core.install_packs', parameters: { packs, ...parameters } };
    const response = await this.request('/api/v1/executions', { body });
    expect(response.status).toBe(201);
    return ((await response.json()) as { data: ExecutionView }).data;
  }

  /** As it is at its end, or after as many seconds. */
  async execution(id: number, wait = 0): Promise<ExecutionView> {
    const response = await this.request(`/api/v1/executions/${id}?wait=${wait}`);
    return ((await response.json()) as { data: ExecutionView }).data;
  }

  async ended(id: number, timeoutMs = 300_000): Promise<ExecutionView> {
    const ended = await eventually(async () => {
      const execution = await this.execution(id, ENDED_WAIT_SECONDS);
      if (execution.finished_at === null && this.failed === undefined)
        throw new Error(
          `Execution ${id} is ${execution.status}: ${JSON.stringify(execution.packs)} ${this.log.join('').slice(-3000)}`,
        );
      return execution;
    }, timeoutMs);
    if (ended.finished_at === null) throw new Error(`${this.failed} ended: ${this.log.join('').slice(-3000)}`);
    return ended;
  }

  /** Whatever waits for it would wait in vain. */
  private get failed(): App | undefined {
    const ended = this.processes.filter(({ child }) => child.exitCode !== null || child.signalCode !== null);
    const isAnyLeft = ended.length < this.processes.length;
    return ended.find(({ child }) => !isAnyLeft || (child.exitCode ?? 0) !== 0)?.app;
  }

  async install(packs: readonly string[], parameters: Record<string, unknown> = {}): Promise<ExecutionView> {
    return this.ended((await this.submit(packs, parameters)).id);
  }

  async pack(ref: string): Promise<PackView | undefined> {
    const response = await this.request(`/api/v1/packs/${ref}`);
    return response.ok ? ((await response.json()) as { data: PackView }).data : undefined;
  }
}
