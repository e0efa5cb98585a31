import { PreparedStatementsClient } from '@packyard/schema';
import { DEFAULT_SCHEMA, quoteSchemaName } from 'bullmq';
import { Pool } from 'pg';
import type { ListeningSession } from './listening-session';
import { RefusingSocket } from './refusing-socket';

// Each session takes PostgreSQL some 10 MB, and a start the time to open it. Statements of queues are short, one by one, and
// wait for no lock that another one of this process holds.
const POOL_SIZE = 4;
// A server that fell silent keeps them for no longer: others wait for a session meanwhile.
const MAX_ANSWER_MS = 30_000;
// What is lost of the queues when PostgreSQL is killed, the sweeper makes again from the rows of the tasks.
const WITHOUT_FSYNC_WAIT = '-c synchronous_commit=off';

/** The sessions of PostgreSQL that all queues and workers of a process share: a few that ask, and the one that listens. */
export class QueueSessions {
  private pool: Pool | undefined;
  private users = 0;

  constructor(
    private readonly databaseUrl: string,
    readonly listening: ListeningSession,
    private readonly maxAnswerMs = MAX_ANSWER_MS,
  ) {}

  /** For each queue and each worker, which has to leave. @param onLost when the session that listens is lost */
  enter(onLost: (error: Error) => void): Pool {
    this.users += 1;
    this.listening.enter(onLost);
    return (this.pool ??= this.makePool());
  }

  /** The last one closes them. */
  async leave(onLost: (error: Error) => void): Promise<void> {
    this.users -= 1;
    const { pool } = this;
    if (this.users === 0) this.pool = undefined;
    await Promise.all([this.listening.leave(onLost), this.users === 0 ? pool?.end() : undefined]);
  }

  private makePool(): Pool {
    const options = `${WITHOUT_FSYNC_WAIT} -c search_path=${quoteSchemaName(DEFAULT_SCHEMA)}`;
    const pool = new Pool({
      connectionString: this.databaseUrl,
      application_name: 'packyard queues',
      max: POOL_SIZE,
      options,
      query_timeout: this.maxAnswerMs,
      connectionTimeoutMillis: this.maxAnswerMs,
      stream: () => new RefusingSocket(),
      Client: PreparedStatementsClient,
    });
    return pool.setMaxListeners(0);
  }
}
