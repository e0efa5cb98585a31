import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ComponentEntity } from '../entities/component.entity';
import { rowsOf } from '../sql';

export interface ComponentDifference {
  kind: string;
  ref: string;
  change: 'added' | 'changed' | 'removed';
  /** Only of what is changed. */
  former: unknown;
  next: unknown;
}

export interface NewComponent {
  kind: string;
  name: string;
  ref: string;
  label?: string | undefined;
  description?: string | undefined;
  enabled: boolean;
  file: string;
  definition: unknown;
}

/** What versions contain. */
@Injectable()
export class ComponentRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By kind and name. */
  listOf(packVersionId: number): Promise<ComponentEntity[]> {
    return this.dataSource.manager.find(ComponentEntity, {
      where: { packVersionId },
      order: { kind: 'ASC', ref: 'ASC' },
    });
  }

  /** What differs between two versions, by kind and name. */
  compare(
    { from, to }: { from: number; to: number },
    manager: EntityManager = this.dataSource.manager,
  ): Promise<ComponentDifference[]> {
    return rowsOf<ComponentDifference>(manager, COMPARE, [from, to]);
  }
}

const COMPARE = `
  SELECT coalesce(former.kind, next.kind) AS kind, coalesce(former.ref, next.ref) AS ref,
    CASE WHEN former.id IS NULL THEN 'added' WHEN next.id IS NULL THEN 'removed' ELSE 'changed' END AS change,
    CASE WHEN former.id IS NOT NULL AND next.id IS NOT NULL THEN former.definition END AS former,
    CASE WHEN former.id IS NOT NULL AND next.id IS NOT NULL THEN next.definition END AS next
  FROM (SELECT * FROM component WHERE pack_version_id = $1) former
  FULL JOIN (SELECT * FROM component WHERE pack_version_id = $2) next
    ON former.kind = next.kind AND former.ref = next.ref
  WHERE former.definition IS DISTINCT FROM next.definition
  ORDER BY 1, 2`;
