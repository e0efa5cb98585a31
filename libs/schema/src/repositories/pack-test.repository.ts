import type { ExecutionId, PackTestReport } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { PackTestEntity } from '../entities/pack-test.entity';

interface NewPackTest {
  ref: string;
  version: string;
  executionId: ExecutionId;
  trigger: PackTestEntity['trigger'];
  report: PackTestReport;
}

@Injectable()
export class PackTestRepository {
  constructor(private readonly dataSource: DataSource) {}

  async add(run: NewPackTest, manager: EntityManager = this.dataSource.manager): Promise<void> {
    await manager.query(
      'INSERT INTO pack_test (ref, version, execution_id, trigger, report) VALUES ($1, $2, $3, $4, $5)',
      [run.ref, run.version, run.executionId, run.trigger, run.report],
    );
  }

  latestOf(ref: string, version: string): Promise<PackTestEntity | null> {
    return this.dataSource.manager.findOne(PackTestEntity, { where: { ref, version }, order: { id: 'DESC' } });
  }

  /** Newest first, with the number of all. */
  list(ref: string, page: { limit: number; offset: number }): Promise<[PackTestEntity[], number]> {
    return this.dataSource.manager.findAndCount(PackTestEntity, {
      where: { ref },
      order: { id: 'DESC' },
      take: page.limit,
      skip: page.offset,
    });
  }
}
