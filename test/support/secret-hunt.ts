import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { Service } from './service';
import type { TestFixture } from './test-fixture';

/** All places that keep something: what must not be kept is looked for in each of them. */
export class SecretHunt {
  constructor(private readonly fixture: TestFixture) {}

  /** Every row of every table, jobs of queues in PostgreSQL included. */
  async rows(): Promise<string> {
    const { database } = this.fixture;
    const tables = await database.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    const dumps = await Promise.all(
      tables.map(({ name }) => database.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`)),
    );
    return dumps
      .flat()
      .map(({ row }) => row)
      .join('\n');
  }

  /** All databases of the Redis of the run; nothing when it has none. */
  async queues(): Promise<string | undefined> {
    const base = process.env['PACKYARD_TEST_REDIS_URL'];
    if (base === undefined) return undefined;
    const found: string[] = [];
    for (const database of await databasesOf(base)) {
      const redis = new Redis(`${base}/${database}`);
      const keys = await redis.keys('*');
      // A key that expired since it was listed has no value.
      const dumps = await Promise.all(keys.map((key) => redis.dumpBuffer(key) as Promise<Buffer | null>));
      redis.disconnect();
      found.push(...keys, ...dumps.map((dump) => dump?.toString('latin1') ?? ''));
    }
    return found.join('\n');
  }

  /** Every file below the home, with one of its paths: environments share those of their packages. */
  files(): { path: string; text: string }[] {
    const paths = new Map<number, string>();
    for (const entry of readdirSync(this.fixture.path('home'), { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) paths.set(lstatSync(path).ino, path);
    }
    return [...paths.values()].map((path) => ({ path, text: readFileSync(path, 'latin1') }));
  }

  /** Where one of the forms is; empty when it is nowhere. */
  async places(forms: readonly string[], service: Service): Promise<string[]> {
    const all = [
      { path: 'the database', text: await this.rows() },
      { path: 'Redis', text: (await this.queues()) ?? '' },
      { path: 'the log', text: service.log.join('') },
      ...this.files(),
    ];
    return all.filter(({ text }) => forms.some((form) => text.includes(form))).map(({ path }) => path);
  }
}

/** The numbers of those that hold anything. */
async function databasesOf(base: string): Promise<string[]> {
  const redis = new Redis(base);
  const keyspace = await redis.info('keyspace');
  redis.disconnect();
  return [...keyspace.matchAll(/^db(\d+):/gm)].map(([, number = '']) => number);
}

/** What a secret looks like plain, as a header has it, and as bytes are shown. */
export function formsOf(...secrets: readonly string[]): string[] {
  return secrets.flatMap((secret) => [
    secret,
    Buffer.from(secret).toString('base64').replaceAll('=', ''),
    Buffer.from(secret).toString('hex'),
  ]);
}
