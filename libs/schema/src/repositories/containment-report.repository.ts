import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { rowsOf } from '../sql';

/** What contains foreign code in a process. */
export interface ContainmentRow {
  kind: 'bubblewrap' | 'user' | 'none';
  description: string;
  warnings: string[];
}

/** After this a worker that has not said it again counts as gone. */
const VALID_SECONDS = 150;

@Injectable()
export class ContainmentReportRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** To be said again before 150 seconds are over. */
  async report(worker: string, { kind, description, warnings }: ContainmentRow): Promise<void> {
    await this.dataSource.manager.query(
      `WITH gone AS (DELETE FROM containment_report WHERE worker <> $1 AND reported_at < now() - interval '1 hour')
       INSERT INTO containment_report (worker, kind, description, warnings) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT containment_report_pk DO UPDATE SET kind = excluded.kind,
         description = excluded.description, warnings = excluded.warnings, reported_at = now()`,
      [worker, kind, description, JSON.stringify(warnings)],
    );
  }

  /** What is in force in live workers, each once, with how many have it. */
  current(): Promise<(ContainmentRow & { workers: number })[]> {
    return rowsOf(
      this.dataSource.manager,
      `SELECT kind, description, warnings, count(*)::integer AS workers FROM containment_report
       WHERE reported_at > now() - make_interval(secs => ${VALID_SECONDS}) GROUP BY kind, description, warnings ORDER BY kind`,
      [],
    );
  }
}
