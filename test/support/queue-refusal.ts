import type { TestDatabase } from '@packyard/testing';
import { Redis } from 'ioredis';

/** Queues that take no new job, on whichever backend the run has. */
export class QueueRefusal {
  private constructor(
    readonly begin: () => Promise<void>,
    readonly end: () => Promise<void>,
  ) {}

  static of(database: TestDatabase, redisUrl: string | undefined): QueueRefusal {
    return redisUrl === undefined ? onPostgres(database) : onRedis(redisUrl);
  }

  static make(begin: () => Promise<void>, end: () => Promise<void>): QueueRefusal {
    return new QueueRefusal(begin, end);
  }
}

function onPostgres(database: TestDatabase): QueueRefusal {
  return QueueRefusal.make(
    async () => {
      await database.query(
        `CREATE FUNCTION refuse_job() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room for jobs'; END $$;
         CREATE TRIGGER refuse_job BEFORE INSERT ON bullmq.job FOR EACH ROW EXECUTE FUNCTION refuse_job()`,
      );
    },
    async () => {
      await database.query('DROP TRIGGER refuse_job ON bullmq.job; DROP FUNCTION refuse_job');
    },
  );
}

/** As a Redis whose memory is full: it refuses whatever would write. */
function onRedis(url: string): QueueRefusal {
  const configure = async (maxmemory: string) => {
    const redis = new Redis(url);
    await redis.config('SET', 'maxmemory-policy', 'noeviction');
    await redis.config('SET', 'maxmemory', maxmemory);
    redis.disconnect();
  };
  return QueueRefusal.make(
    () => configure('1'),
    () => configure('0'),
  );
}
