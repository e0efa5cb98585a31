import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { firstRowOf } from '../sql';

export interface ClockReading {
  now: Date;
  /** When something was changed last, as it was written down. */
  lastChange: Date | null;
}

/** What the database's clock says, and what is due at times that it will reach much later than was meant. */
@Injectable()
export class ClockSetbackRepository {
  constructor(private readonly dataSource: DataSource) {}

  async read(): Promise<ClockReading> {
    const row = await firstRowOf<ClockReading>(
      this.dataSource.manager,
      `SELECT now() AS now, (SELECT max(at) FROM (
         (SELECT updated_at AS at FROM execution ORDER BY id DESC LIMIT 1)
         UNION ALL (SELECT created_at FROM audit_event ORDER BY id DESC LIMIT 1)) changes) AS "lastChange"`,
    );
    if (row === undefined) throw new Error('The database has no clock');
    return row;
  }

  /**
   * Nothing is planned for later than in `seconds`, so what is was planned before the clock went back: tasks become due, and
   * workers that don't say again at once that they are alive count as gone.
   */
  async bringForward(seconds: number, leaseSeconds: number): Promise<void> {
    const { manager } = this.dataSource;
    await manager.query(
      `UPDATE task SET job_number = job_number + 1, due_at = now()
       WHERE status = 'pending' AND due_at > now() + make_interval(secs => $1)`,
      [seconds],
    );
    await manager.query(
      `UPDATE task SET lease_until = now() + make_interval(secs => $2)
       WHERE status = 'running' AND lease_until > now() + make_interval(secs => $1)`,
      [seconds, leaseSeconds],
    );
    await manager.query(
      `UPDATE worker_process SET alive_until = now() + make_interval(secs => $2)
       WHERE alive_until > now() + make_interval(secs => $1)`,
      [seconds, leaseSeconds],
    );
  }
}
