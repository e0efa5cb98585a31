import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { PackyardError, STAGES, type StageHealth, UnavailableError } from '@packyard/contracts';
import { readSchemaState, schemaMismatch, WorkerProcessRepository } from '@packyard/schema';
import { HomeLayout } from '@packyard/store';
import { DataSource } from 'typeorm';
import { StageQueues } from '../queue/stage-queues';
import { CachedAnswer } from './cached-answer';

const MAX_ANSWER_MS = 2_000;
// Anybody may ask, as often as they like.
const KEPT_MS = 1_000;
const MIN_FREE_BYTES = 64 * 1024 * 1024;
const MIN_FREE_FILES = 1000;
// Of tasks that nobody has started: long enough for a queue to deliver them, and for the sweeper to make up for one that did not.
const MAX_WAIT_SECONDS = 30;

interface Readiness {
  /** `degraded`: requests are taken, but work waits, because a stage has no worker or no free slot. */
  status: 'ok' | 'degraded';
  stages: StageHealth[];
  freeBytes: number;
}

/** Asks everything that this process needs whether it is there. */
@Injectable()
export class ReadinessCheck {
  private readonly kept = new CachedAnswer(() => this.look(), KEPT_MS);

  constructor(
    private readonly dataSource: DataSource,
    private readonly queues: StageQueues,
    private readonly workers: WorkerProcessRepository,
    private readonly layout: HomeLayout,
  ) {}

  /**
   * As it was at most a second ago, shared by all who ask meanwhile.
   * @throws UnavailableError that names what is missing, or does not answer in time
   */
  run(): Promise<Readiness> {
    return this.kept.get();
  }

  private async look(): Promise<Readiness> {
    const [, , freeBytes] = await Promise.all([this.database(), this.queue(), this.disk()]);
    const stages = await inTime('database', this.stages());
    const isDegraded = stages.some(({ status }) => status !== 'ok');
    return { status: isDegraded ? 'degraded' : 'ok', stages, freeBytes };
  }

  private async database(): Promise<void> {
    const query = (sql: string) => this.dataSource.query<Record<string, unknown>[]>(sql);
    const mismatch = schemaMismatch(await inTime('database', readSchemaState(query)));
    if (mismatch !== undefined) throw mismatch;
  }

  private async queue(): Promise<void> {
    await inTime('queues', Promise.all(this.queues.all().map((queue) => queue.count())));
  }

  private async disk(): Promise<number> {
    const { home } = this.layout;
    const { bavail, bsize, ffree, files } = await inTime('folder PACKYARD_HOME', statfs(home));
    await inTime('folder PACKYARD_HOME', access(home, constants.W_OK));
    const freeBytes = bavail * bsize;
    if (freeBytes < MIN_FREE_BYTES || (files > 0 && ffree < MIN_FREE_FILES)) {
      const hint = 'Make room on the disk of PACKYARD_HOME.';
      throw new UnavailableError('NOT_READY', `The disk is full: ${freeBytes} bytes and ${ffree} files are free.`, {
        hint,
      });
    }
    return freeBytes;
  }

  private async stages(): Promise<StageHealth[]> {
    return (await this.workers.capacity(STAGES)).map(({ stage, workers, slots, running, waiting, waitingSeconds }) => {
      const isWaiting = waitingSeconds > MAX_WAIT_SECONDS;
      const status = workers === 0 ? 'no worker' : isWaiting ? 'waiting' : 'ok';
      return { stage, status, workers, slots, free: Math.max(0, slots - running), running, waiting };
    });
  }
}

async function inTime<Answer>(what: string, asked: Promise<Answer>): Promise<Answer> {
  const patience = new AbortController();
  const late = delay(MAX_ANSWER_MS, undefined, { signal: patience.signal }).then(
    () => Promise.reject(new Error(`no answer in ${MAX_ANSWER_MS} ms`)),
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([asked, late]);
  } catch (cause) {
    if (cause instanceof PackyardError) throw cause;
    const hint =
      'Look at the log of the service, and whether what DATABASE_URL, REDIS_URL and PACKYARD_HOME name is there.';
    throw new UnavailableError('NOT_READY', `The ${what} can't be reached.`, { hint, cause });
  } finally {
    patience.abort();
  }
}
