// Looks again and again at who waits for a lock, and whether it is one that the maintenance holds.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const EVERY_MS = 10;
// Its statements, and the locks it takes by name.
const MAINTENANCE = `blocker.query ~ 'WITH expired|DELETE FROM generation|DELETE FROM archived|SET status = ''pending'', path = NULL|pg_try_advisory_xact_lock'`;
const WAITING = `
  SELECT count(*)::integer AS waits, count(*) FILTER (WHERE EXISTS (
    SELECT FROM pg_stat_activity blocker WHERE blocker.pid = ANY(pg_blocking_pids(waiting.pid)) AND ${MAINTENANCE}
  ))::integer AS blocked
  FROM pg_stat_activity waiting WHERE wait_event_type = 'Lock' AND datname = current_database()`;

export class LockWatch {
  samples = 0;
  waits = 0;
  blocked = 0;
  isOver = false;

  static async start(cluster) {
    const watch = new LockWatch();
    watch.client = new pg.Client({ connectionString: cluster.databaseUrl });
    await watch.client.connect();
    watch.running = watch.run();
    return watch;
  }

  async stop() {
    this.isOver = true;
    await this.running;
    await this.client.end();
    const { samples, waits, blocked } = this;
    return { samples, waits, blocked };
  }

  async run() {
    for (; !this.isOver; this.samples += 1) {
      const [{ waits, blocked }] = (await this.client.query(WAITING)).rows;
      this.waits += waits;
      this.blocked += blocked;
      await delay(EVERY_MS);
    }
  }
}
