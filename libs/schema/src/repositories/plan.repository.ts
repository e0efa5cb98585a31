import type { EnvironmentId, ExecutionPackId, PackStatus, Stage } from '@packyard/contracts';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../sql';

export interface PlannedPack {
  id: ExecutionPackId;
  dependsOn: readonly ExecutionPackId[];
  environments: readonly EnvironmentId[];
  chosen: string;
  stage: Stage;
  status: PackStatus;
}

/** What resolving decided about the packs of an execution. */
@Injectable()
export class PlanRepository {
  /** Where each pack goes next, why, and what it waits for. */
  async store(transaction: Transaction, plans: readonly PlannedPack[]): Promise<void> {
    if (plans.length === 0) return;
    const rows = JSON.stringify(plans);
    for (const statement of STORE_PLANS) await transaction.query(statement, [rows]);
  }
}

const STORE_PLANS = [
  `UPDATE execution_pack pack SET chosen = plan.chosen, stage = plan.stage, status = plan.status, error = NULL,
     is_announced = false, updated_at = now(), sealed_url = NULL
   FROM jsonb_to_recordset($1::jsonb) AS plan (id integer, chosen text, stage text, status text)
   WHERE pack.id = plan.id`,
  `INSERT INTO execution_pack_dependency (execution_pack_id, depends_on_id)
   SELECT plan.id, needed::integer FROM jsonb_to_recordset($1::jsonb) AS plan (id integer, "dependsOn" jsonb),
     jsonb_array_elements_text(plan."dependsOn") AS needed`,
  `INSERT INTO execution_pack_environment (execution_pack_id, environment_id)
   SELECT plan.id, environment::integer FROM jsonb_to_recordset($1::jsonb) AS plan (id integer, environments jsonb),
     jsonb_array_elements_text(plan.environments) AS environment`,
];
