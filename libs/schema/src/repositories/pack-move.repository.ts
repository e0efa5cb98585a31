import { Injectable } from '@nestjs/common';
import type { ExecutionId, ExecutionPackId, PackStatus, Stage } from '@packyard/contracts';
import type { Transaction } from '../sql';
import type { PackMove } from './pack-progress.repository';

/** A move of a pack from where it was seen. */
export interface ConditionalMove extends PackMove {
  id: ExecutionPackId;
  fromStage: Stage;
  fromStatus: PackStatus;
}

/** The reconciler's moves of packs, and the events by which those are told who follow an execution. */
@Injectable()
export class PackMoveRepository {
  /**
   * Moves packs that still are where they were seen: a worker may have moved one on meanwhile. Adds an event for each of these, and
   * for each other pack of the execution that was changed since the last time. The transaction has to hold the execution's lock.
   */
  async moveAndAnnounce(
    transaction: Transaction,
    executionId: ExecutionId,
    moves: readonly ConditionalMove[],
  ): Promise<void> {
    await transaction.query(MOVE_AND_ANNOUNCE, [executionId, JSON.stringify(moves)]);
  }
}

const MOVE_AND_ANNOUNCE = `
  WITH move AS (
    SELECT * FROM jsonb_to_recordset($2::jsonb) AS move
      (id integer, "fromStage" text, "fromStatus" text, stage text, status text, error jsonb)),
  locked AS MATERIALIZED (
    SELECT id, stage, status FROM execution_pack WHERE id = ANY (ARRAY(
      SELECT id FROM execution_pack WHERE execution_id = $1 AND NOT is_announced UNION SELECT id FROM move))
    ORDER BY id FOR NO KEY UPDATE),
  told AS (
    UPDATE execution_pack pack SET is_announced = true,
      stage = coalesce(move.stage, pack.stage), status = coalesce(move.status, pack.status),
      error = CASE WHEN move.id IS NULL THEN pack.error ELSE move.error END,
      updated_at = CASE WHEN move.id IS NULL THEN pack.updated_at ELSE now() END,
      sealed_url = CASE WHEN move.id IS NULL OR (move.stage = 'download' AND move.status IN ('pending', 'running')) THEN sealed_url END
    FROM locked LEFT JOIN move ON move.id = locked.id AND move."fromStage" = locked.stage AND move."fromStatus" = locked.status
    WHERE pack.id = locked.id AND pack.id = ANY (ARRAY(SELECT id FROM locked)) AND (move.id IS NOT NULL OR NOT pack.is_announced)
    RETURNING pack.id, jsonb_build_object('type', 'pack', 'pack', jsonb_build_object('id', pack.id, 'source', source_text,
      'ref', ref, 'version', version, 'stage', pack.stage, 'status', pack.status, 'error', pack.error)) AS data),
  counted AS (
    UPDATE execution SET event_count = event_count + (SELECT count(*) FROM told)
    WHERE id = $1 AND EXISTS (SELECT FROM told) RETURNING event_count)
  INSERT INTO execution_event (execution_id, sequence, type, data)
  SELECT $1, event_count - count(*) OVER () + row_number() OVER (ORDER BY told.id), 'pack', data FROM told, counted`;
