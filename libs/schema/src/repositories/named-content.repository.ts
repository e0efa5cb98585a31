import { Injectable } from '@nestjs/common';
import { Digest } from '@packyard/contracts';
import { DataSource } from 'typeorm';
import { firstRowOf } from '../sql';

/** What is found in the content store by a name. */
@Injectable()
export class NamedContentRepository {
  constructor(private readonly dataSource: DataSource) {}

  async find(kind: 'lock' | 'vendored', name: string): Promise<Digest | undefined> {
    const sql = 'SELECT content FROM named_content WHERE kind = $1 AND name = $2';
    const row = await firstRowOf<{ content: string }>(this.dataSource.manager, sql, [kind, name]);
    return row === undefined ? undefined : Digest.parse(row.content);
  }

  async keep(kind: 'lock' | 'vendored', name: string, content: Digest): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO named_content (kind, name, content) VALUES ($1, $2, $3)
       ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content, put_at = now()`,
      [kind, name, content],
    );
  }

  /**
   * Names that lead to nothing that is needed: as the files of a shared home, locks go that no environment is built from,
   * given ones a week after they came, and packages that no environment is built from, a day after they were put.
   */
  async forgetUnused(): Promise<void> {
    await this.dataSource.query(`
      DELETE FROM named_content named
      WHERE put_at < now() - CASE WHEN kind = 'vendored' THEN interval '1 day'
          WHEN name LIKE 'given/%' THEN interval '7 days' ELSE interval '1 hour' END
        AND NOT EXISTS (SELECT 1 FROM environment WHERE CASE
          WHEN named.kind = 'vendored' THEN runtime || '/' || (request ->> 'vendored') = named.name
          WHEN named.name LIKE 'given/%' THEN 'given/' || (request ->> 'locked') = named.name
          ELSE runtime || '/' || fingerprint = named.name END)`);
  }
}
