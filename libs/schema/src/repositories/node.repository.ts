import { Injectable } from '@nestjs/common';
import type { NodeFailure, NodeReport, Principal } from '@packyard/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { firstRowOf, rowsOf, type Transaction, WITHOUT_FSYNC_WAIT } from '../sql';

export interface NodeRow {
  name: string;
  generation: number | null;
  activity: NodeReport['activity'];
  failures: NodeFailure[];
  platform: string;
  version: string;
  /** Name of the token that reported first. */
  principal: string;
  createdAt: Date;
  reportedAt: Date;
  silentSeconds: number;
  /** How many generations it is behind. */
  lag: number;
  /** Since the first of these was made. */
  lagSeconds: number;
  /** A rollout has not reached it yet, and it shows what it was told. */
  isHeld: boolean;
}

/** Nodes that are behind look for the first generation that they lack; those in step look at nothing. */
const selectFrom = (nodes: string) => `
  SELECT name, node.generation, activity, failures, platform, version, principal, node.created_at AS "createdAt",
    reported_at AS "reportedAt", extract(epoch FROM now() - reported_at)::double precision AS "silentSeconds",
    greatest(latest.id - coalesce(node.generation, 0), 0) AS lag,
    CASE WHEN node.generation IS NULL THEN extract(epoch FROM now() - node.created_at)
      WHEN node.generation >= latest.id THEN 0
      ELSE (SELECT extract(epoch FROM now() - missed.created_at) FROM generation missed
        WHERE missed.id > node.generation ORDER BY missed.id LIMIT 1) END::double precision AS "lagSeconds",
    coalesce(rollout.status <> 'complete' AND told_generation IS DISTINCT FROM rollout.generation
      AND node.generation BETWEEN rollout.base_generation AND rollout.generation - 1, FALSE) AS "isHeld"
  FROM ${nodes} LEFT JOIN rollout ON true, (SELECT max(id) AS id FROM generation) latest`;
const SELECT = selectFrom('node');

/** Who reports nodes that are none fills no disk by it. */
const MAX_OF_ONE = 1000;
const MOST = 10_000;

/** In one statement: a thousand nodes report at a switch. */
const REPORT = `
  WITH reported AS (
    INSERT INTO node (name, generation, target, activity, failures, platform, version,
      principal, principal_kind, principal_id)
    SELECT $1, $2::integer, $3::integer, $4, $5::jsonb, $6, $7, $8, $9, $10::integer FROM ${WITHOUT_FSYNC_WAIT}
    WHERE coalesce(greatest($2::integer, $3::integer), 0) <= (SELECT max(id) FROM generation)
      AND CASE WHEN EXISTS (SELECT FROM node WHERE name = $1) THEN TRUE ELSE (
        SELECT count(*) < ${MOST} AND count(*) FILTER (WHERE principal_kind = $9
          AND principal_id IS NOT DISTINCT FROM $10::integer) < ${MAX_OF_ONE} FROM node) END
    ON CONFLICT (name) DO UPDATE SET generation = excluded.generation, target = excluded.target,
      activity = excluded.activity, failures = excluded.failures, platform = excluded.platform,
      version = excluded.version, reported_at = now(),
      (principal, principal_kind, principal_id) = (SELECT principal, principal_kind, principal_id FROM (VALUES
        (TRUE, node.principal, node.principal_kind, node.principal_id),
        (FALSE, excluded.principal, excluded.principal_kind, excluded.principal_id))
        AS owner (is_kept, principal, principal_kind, principal_id) WHERE is_kept = $11)
    WHERE $11 OR (node.principal_kind = excluded.principal_kind
        AND node.principal_id IS NOT DISTINCT FROM excluded.principal_id)
      OR (node.principal_kind = 'token' AND NOT EXISTS (SELECT FROM api_token WHERE id = node.principal_id
        AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())))
    RETURNING *)
  ${selectFrom('reported AS node')}`;

/** Which machines run actions, and what each of them shows. */
@Injectable()
export class NodeRepository {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * A report takes the place of the former one. The name belongs to who reported first, as long as that token is good; to the
   * others, only those may report who `mayTakeOver`. Nothing is answered, and kept, when it is not taken: it is the name of
   * others, or new while there are as many nodes as may be, or speaks of a generation that is not there. It comes again soon,
   * so it does not wait for the disk.
   */
  report(
    name: string,
    { generation, target, activity, failures, platform, version }: NodeReport,
    { actor, mayTakeOver }: { actor: Principal; mayTakeOver: boolean },
  ): Promise<NodeRow | undefined> {
    const report = [name, generation, target, activity, JSON.stringify(failures), platform, version];
    const parameters = [...report, actor.name, actor.kind, actor.id, mayTakeOver];
    return firstRowOf<NodeRow>(this.dataSource.manager, REPORT, parameters);
  }

  /** By name, and how many there are. */
  async list({ limit, offset }: { limit: number; offset: number }): Promise<[NodeRow[], number]> {
    const { manager } = this.dataSource;
    const [rows, count] = await Promise.all([
      rowsOf<NodeRow>(manager, `${SELECT} ORDER BY name COLLATE "C" LIMIT $1 OFFSET $2`, [limit, offset]),
      firstRowOf<{ total: number }>(manager, 'SELECT count(*)::integer AS total FROM node'),
    ]);
    return [rows, count?.total ?? 0];
  }

  /** Without what failed, which may be long. */
  all(): Promise<Omit<NodeRow, 'failures'>[]> {
    return rowsOf(this.dataSource.manager, SELECT.replace(' failures,', ''));
  }

  find(name: string, manager: EntityManager = this.dataSource.manager): Promise<NodeRow | undefined> {
    return firstRowOf<NodeRow>(manager, `${SELECT} WHERE name = $1`, [name]);
  }

  /** Its name may then be taken by any other. Nothing when there is no such node. */
  remove(transaction: Transaction, name: string): Promise<{ name: string } | undefined> {
    return firstRowOf<{ name: string }>(transaction, 'DELETE FROM node WHERE name = $1 RETURNING name', [name]);
  }
}
