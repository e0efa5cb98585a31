import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createTestDatabase, type FileServer, startFileServer, type TestDatabase } from '@packyard/testing';
import { Redis } from 'ioredis';
import { Service, type ServiceOptions } from './service';

/** Of the sixteen that a Redis has unless it is told otherwise, half for each of two Jest workers. */
const REDIS_DATABASES = 8;
const FIRST_REDIS_DATABASE = (Number(process.env['JEST_WORKER_ID'] ?? 1) - 1) * REDIS_DATABASES;
let nextRedisDatabase = 0;

/** What a pipeline test works in: a folder, a database, an HTTP server for packs, and services that are stopped at the end. */
export class TestFixture {
  readonly folder = passableFolder();
  database!: TestDatabase;
  files!: FileServer;
  private readonly services: Service[] = [];
  private readonly others: TestDatabase[] = [];

  constructor() {
    beforeAll(async () => {
      this.database = await createTestDatabase();
      mkdirSync(this.path('www'));
      this.files = await startFileServer(this.path('www'));
    });
    afterAll(async () => {
      await Promise.all(this.services.map((service) => service.stop()));
      await this.files.close();
      await Promise.all([this.database, ...this.others].map((database) => database.drop()));
      // Last: until they are stopped, services write into it.
      rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  async start(options: Partial<ServiceOptions> = {}): Promise<Service> {
    return (await this.make(options)).start();
  }

  /** For a service that is started in another way, or that will not be ready. It is stopped at the end, too. */
  async make(options: Partial<ServiceOptions> = {}): Promise<Service> {
    const redis = await this.redisUrl();
    const service = new Service({
      home: this.path('home'),
      databaseUrl: this.database.url,
      layout: 'standalone',
      ...options,
      environment: {
        PACKYARD_LOCAL_ROOTS: this.folder,
        // An index that holds nothing: whatever a test needs it brings along.
        PIP_INDEX_URL: `${this.files.url}/simple`,
        npm_config_registry: `${this.files.url}/npm`,
        ...(redis === undefined ? {} : { REDIS_URL: redis }),
        ...options.environment,
      },
    });
    this.services.push(service);
    return service;
  }

  async anotherDatabase(): Promise<TestDatabase> {
    const other = await createTestDatabase();
    this.others.push(other);
    return other;
  }

  /** The tiny wheel of the example packs; answers the requirement that names it. */
  addWheel(pack: string): string {
    const wheel = 'sunrise-1.0.0-py3-none-any.whl';
    mkdirSync(join(pack, 'wheels'), { recursive: true });
    cpSync(resolve(__dirname, '../../examples/packs/hello-python/wheels', wheel), join(pack, 'wheels', wheel));
    return `./wheels/${wheel}`;
  }

  /** Offers the same wheel in the package index, as `sunrise==1.0.0`. */
  addToIndex(): void {
    this.addWheel(this.path('www'));
    const page = this.path('www/simple/sunrise');
    mkdirSync(page, { recursive: true });
    const wheel = 'sunrise-1.0.0-py3-none-any.whl';
    writeFileSync(join(page, 'index.html'), `<a href="/wheels/${wheel}">${wheel}</a>`);
  }

  /** Queues of its own on the Redis of the run, if there is one. */
  private async redisUrl(): Promise<string | undefined> {
    const base = process.env['PACKYARD_TEST_REDIS_URL'];
    if (base === undefined) return undefined;
    const url = `${base}/${FIRST_REDIS_DATABASE + (nextRedisDatabase++ % REDIS_DATABASES)}`;
    const redis = new Redis(url);
    await redis.flushdb();
    redis.disconnect();
    return url;
  }
}

/** Foreign code runs as another user when root runs the tests, and has to get to its own folder in here. */
function passableFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'packyard-test-'));
  chmodSync(folder, 0o711);
  return folder;
}
