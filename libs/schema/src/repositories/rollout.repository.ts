import { Injectable } from '@nestjs/common';
import type { NodeReport, RolloutPolicy, RolloutStatus } from '@packyard/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { ADVISORY_LOCKS } from '../advisory-locks';
import { firstRowOf, rowsOf, type Transaction } from '../sql';
import type { WantedState } from './wanted-state.repository';

/** What goes out in steps, or went out last. */
export interface RolloutRow {
  generation: number;
  /** What those are told whom it has not reached; nothing when it is complete. */
  baseGeneration: number | null;
  status: RolloutStatus;
  /** Why it was stopped. */
  reason: string | null;
  /** Which step was begun last. */
  step: number;
  startedAt: Date;
  stepStartedAt: Date;
  /** Since the step began. */
  elapsedSeconds: number;
}

/** A node, as far as rollouts look at it. */
export interface RolloutNodeRow {
  name: string;
  generation: number | null;
  activity: NodeReport['activity'];
  silentSeconds: number;
  toldGeneration: number | null;
  /** Somebody went on although it did not show the generation. */
  isExcused: boolean;
  /** By name, of those that one token reports. */
  isFirstOfToken: boolean;
  /** Of the token that reports it, as text. */
  token: string;
  /** Its token was revoked or has expired: it is not heard any more. */
  isCutOff: boolean;
}

/** What nodes are told while there is a policy of steps. */
export interface ToldStates {
  target: WantedState;
  /** For all but those in `told`; nothing: all are told the target. */
  base: WantedState | null;
  told: string[];
}

/** How generations go out to nodes. There is a rollout as long as the policy has steps. */
@Injectable()
export class RolloutRepository {
  constructor(private readonly dataSource: DataSource) {}

  async lock(transaction: Transaction): Promise<void> {
    await transaction.query('SELECT pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.rollout]);
  }

  async policy(manager: EntityManager = this.dataSource.manager): Promise<RolloutPolicy> {
    const sql = 'SELECT steps, max_failures, step_seconds FROM rollout_policy';
    const row = await firstRowOf<RolloutPolicy>(manager, sql);
    if (row === undefined) throw new Error('There is no policy of rollouts');
    return row;
  }

  async setPolicy(transaction: Transaction, policy: RolloutPolicy): Promise<void> {
    await transaction.query('UPDATE rollout_policy SET steps = $1, max_failures = $2, step_seconds = $3', [
      policy.steps,
      policy.max_failures,
      policy.step_seconds,
    ]);
  }

  find(manager: EntityManager = this.dataSource.manager): Promise<RolloutRow | undefined> {
    return firstRowOf<RolloutRow>(
      manager,
      `SELECT generation, base_generation AS "baseGeneration", status, reason, step, started_at AS "startedAt",
         step_started_at AS "stepStartedAt",
         extract(epoch FROM clock_timestamp() - step_started_at)::double precision AS "elapsedSeconds" FROM rollout`,
    );
  }

  /** All of one moment, for whoever answers nodes. Nothing when all nodes are told at once. */
  toldStates(): Promise<ToldStates | undefined> {
    return firstRowOf<ToldStates>(
      this.dataSource.manager,
      `SELECT jsonb_build_object('generation', generation, 'packs', packs) AS target,
         CASE WHEN base_packs IS NOT NULL THEN
           jsonb_build_object('generation', base_generation, 'packs', base_packs) END AS base,
         CASE WHEN base_packs IS NULL THEN ARRAY[]::text[] ELSE
           ARRAY(SELECT name FROM node WHERE told_generation = rollout.generation) END AS told
       FROM rollout`,
    );
  }

  nodes(manager: EntityManager = this.dataSource.manager): Promise<RolloutNodeRow[]> {
    return rowsOf<RolloutNodeRow>(
      manager,
      `SELECT name, generation, activity, extract(epoch FROM now() - reported_at)::double precision AS "silentSeconds",
         told_generation AS "toldGeneration", is_excused AS "isExcused",
         coalesce(principal_kind || ' ' || principal_id, '') AS token,
         row_number() OVER (PARTITION BY principal_kind, principal_id ORDER BY name COLLATE "C") = 1 AS "isFirstOfToken",
         principal_kind = 'token' AND principal_id IS NOT NULL AND NOT EXISTS (SELECT FROM api_token WHERE id = principal_id
           AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())) AS "isCutOff"
       FROM node ORDER BY name COLLATE "C"`,
    );
  }

  /** All nodes are told it. */
  async showAll(transaction: Transaction, { generation, packs }: WantedState): Promise<void> {
    await transaction.query(
      `INSERT INTO rollout (generation, packs, status) VALUES ($1, $2, 'complete')
       ON CONFLICT (id) DO UPDATE SET generation = excluded.generation, packs = excluded.packs, base_generation = NULL,
         base_packs = NULL, status = 'complete', reason = NULL, step = 0, started_at = now(), step_started_at = now()`,
      [generation, JSON.stringify(packs)],
    );
  }

  /** From the first step. What all nodes were told last is what they are told until it reaches them. */
  async begin(transaction: Transaction, { generation, packs }: WantedState): Promise<void> {
    await transaction.query(
      `UPDATE rollout SET generation = $1, packs = $2, base_generation = coalesce(base_generation, generation),
         base_packs = coalesce(base_packs, packs), status = 'running', reason = NULL, step = 0, started_at = now(),
         step_started_at = now()`,
      [generation, JSON.stringify(packs)],
    );
  }

  /** The same generation may come to consist of something else, such as an environment that was built anew. */
  async refresh(transaction: Transaction, { generation, packs }: WantedState): Promise<void> {
    await transaction.query('UPDATE rollout SET packs = $2 WHERE generation = $1 AND packs <> $2::jsonb', [
      generation,
      JSON.stringify(packs),
    ]);
  }

  /** Begins that step, with nodes that it reaches first. */
  async tell(transaction: Transaction, step: number, names: readonly string[]): Promise<void> {
    await transaction.query(
      `UPDATE node SET told_generation = rollout.generation, is_excused = false FROM rollout WHERE name = ANY($1)`,
      [names],
    );
    await transaction.query('UPDATE rollout SET step = $1, step_started_at = now()', [step]);
  }

  /** What nodes fail to show now holds up nothing any more. */
  async excuse(transaction: Transaction, names: readonly string[]): Promise<void> {
    await transaction.query('UPDATE node SET is_excused = true WHERE name = ANY($1)', [names]);
  }

  async resume(transaction: Transaction): Promise<void> {
    await transaction.query(
      `UPDATE rollout SET status = 'running', reason = NULL, step_started_at = now() WHERE status = 'stopped'`,
    );
  }

  async stop(transaction: Transaction, reason: string): Promise<void> {
    await transaction.query(`UPDATE rollout SET status = 'stopped', reason = $1 WHERE status = 'running'`, [reason]);
  }

  async complete(transaction: Transaction): Promise<void> {
    await transaction.query(
      `UPDATE rollout SET status = 'complete', reason = NULL, base_generation = NULL, base_packs = NULL,
         step = step + 1, step_started_at = now() WHERE status <> 'complete'`,
    );
  }

  /** All nodes are told at once. */
  async end(transaction: Transaction): Promise<void> {
    await transaction.query('DELETE FROM rollout');
  }
}
