import { z } from 'zod';
import { ErrorReportView } from './execution-event';
import { AttuneTestResult } from './pack-test-views';
import { PRINCIPAL_KINDS } from './principal';
import { SignatureOutcome } from './trust-views';
import { STAGES } from './stages';
import { EXECUTION_STATUSES, PACK_STATUSES, TASK_STATUSES } from './statuses';

/** What the HTTP API answers under `/api/v1`. Times are RFC 3339 in UTC; casing and envelopes are Attune's. */

export const StageView = z.object({
  stage: z.enum(STAGES),
  /**
   * `waiting` when the pack has not come so far; `skipped` when it passed without a task of this execution, for example because its
   * environment was built before; otherwise the worst of its tasks there.
   */
  status: z.enum(['waiting', 'skipped', ...TASK_STATUSES]),
  attempt: z
    .int()
    .nullable()
    .describe('The try that it is at, waits for or ended with: failures that another try followed, and one.'),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
});
export type StageView = z.infer<typeof StageView>;

export const ExecutionPackView = z.object({
  id: z.int(),
  source: z.string(),
  source_type: z.string().nullable(),
  origin: z.enum(['request', 'dependency']),
  pack_ref: z.string().nullable(),
  pack_version: z.string().nullable(),
  stage: z.enum(STAGES),
  status: z.enum(PACK_STATUSES),
  chosen_because: z.string().nullable(),
  git_commit: z.string().nullable(),
  checksum: z.string().nullable(),
  /** What came over the wire, and how large the archive is; null where nobody counts it. */
  transferred_bytes: z.int().nullable(),
  archive_bytes: z.int().nullable(),
  signature: SignatureOutcome.nullable().describe('Null when the policy asks for none.'),
  warnings: z.array(z.string()),
  stages: z.array(StageView),
  error: ErrorReportView.nullable(),
});
export type ExecutionPackView = z.infer<typeof ExecutionPackView>;

/** Where tasks of an execution wait until it is their turn. */
export const WaitingView = z.object({
  stage: z.enum(STAGES),
  tasks: z.int().describe('How many of the execution wait there.'),
  ahead: z.int().describe('How many, of whomever, are started before the first of them; at most 10000.'),
});
export type WaitingView = z.infer<typeof WaitingView>;

/** Attune's ExecutionResponse, and the packs on their way. */
export const ExecutionView = z.object({
  id: z.int(),
  action: z.int().nullable(),
  action_ref: z.string(),
  config: z.record(z.string(), z.unknown()).nullable().describe('The parameters, without secrets.'),
  parent: z.int().nullable(),
  enforcement: z.int().nullable(),
  executor: z.int().nullable(),
  worker: z.int().nullable(),
  status: z.enum(EXECUTION_STATUSES),
  priority: z.enum(['normal', 'high']),
  waiting: z.array(WaitingView),
  result: z.record(z.string(), z.unknown()).nullable(),
  requested_by: z.string(),
  requested_by_kind: z.enum(PRINCIPAL_KINDS).describe('Names may be given again; kind and id tell who it was.'),
  requested_by_id: z.int().nullable(),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  packs: z.array(ExecutionPackView),
});
export type ExecutionView = z.infer<typeof ExecutionView>;

/** Attune's ExecutionSummary. */
export const ExecutionSummary = ExecutionView.omit({
  action: true,
  config: true,
  executor: true,
  worker: true,
  priority: true,
  waiting: true,
  result: true,
  packs: true,
}).extend({
  rule_ref: z.string().nullable(),
  trigger_ref: z.string().nullable(),
  is_plan: z.boolean().default(false).describe('It only tells what would be done.'),
  pack_refs: z.array(z.string()).describe('The first ten packs; those without a name yet by their source.'),
  pack_counts: z
    .object({ total: z.int(), completed: z.int(), failed: z.int() })
    .describe('An execution may complete although some of its packs failed.'),
});
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;

/** How many executions there are, in Attune's groups of statuses. */
export const ExecutionStats = z.object({
  total: z.int(),
  completed: z.int(),
  failed: z.int(),
  running: z.int(),
  pending: z.int(),
  cancelled: z.int(),
  timeout: z.int(),
  abandoned: z.int(),
});
export type ExecutionStats = z.infer<typeof ExecutionStats>;

export const ExecutionLogs = z.object({
  execution_id: z.int(),
  logs: z.array(z.object({ timestamp: z.iso.datetime(), level: z.enum(['info', 'error']), message: z.string() })),
});
export type ExecutionLogs = z.infer<typeof ExecutionLogs>;

/** What the tools printed that built the environments of an execution's packs. */
export const ExecutionOutput = z.object({
  execution_id: z.int(),
  outputs: z.array(
    z.object({
      task_id: z.int(),
      attempt: z.int().describe('The try that printed it.'),
      stage: z.enum(STAGES),
      pack_ref: z.string().nullable().describe('The pack it was done for; packs that ask for the same share it.'),
      runtime: z.string().nullable(),
      running: z.boolean(),
      text: z.string().describe('Masked. Of a very long output the beginning and the end.'),
    }),
  ),
});
export type ExecutionOutput = z.infer<typeof ExecutionOutput>;

/** Attune's PackSummary, and which versions are installed. */
export const PackSummary = z.object({
  id: z.int(),
  ref: z.string(),
  label: z.string(),
  description: z.string().nullable(),
  version: z.string().nullable().describe('The enabled version.'),
  versions: z.array(z.string()),
  format: z.string(),
  tags: z.array(z.string()),
  is_standard: z.boolean(),
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
});
export type PackSummary = z.infer<typeof PackSummary>;

const ComponentView = z.object({
  kind: z.string(),
  ref: z.string(),
  label: z.string().nullable(),
  description: z.string().nullable(),
  enabled: z.boolean(),
});

const EnvironmentView = z.object({
  runtime: z.string(),
  status: z.string(),
  path: z.string().nullable(),
  runtime_version: z.string().nullable(),
  package_count: z.int().nullable(),
  size_bytes: z.int().nullable(),
  /** What contained foreign code while it was built. */
  containment: z.string().nullable(),
});

/** Attune's PackResponse, and what is on disk. */
export const PackView = PackSummary.extend({
  author: z.string().nullable(),
  email: z.string().nullable(),
  keywords: z.array(z.string()),
  action_count: z.int(),
  sensor_count: z.int(),
  trigger_count: z.int(),
  rule_count: z.int(),
  workflow_count: z.int(),
  policy_count: z.int(),
  conf_schema: z.record(z.string(), z.unknown()),
  config: z.record(z.string(), z.unknown()),
  meta: z.record(z.string(), z.unknown()),
  runtime_deps: z.array(z.string()),
  dependencies: z.array(z.string()),
  digest: z.string(),
  source: z.string(),
  storage_path: z.string(),
  components: z.array(ComponentView),
  environments: z.array(EnvironmentView),
});
export type PackView = z.infer<typeof PackView>;

/** Attune's PackInstallResponse. */
export const PackInstallView = z.object({
  pack: PackView,
  test_result: AttuneTestResult.nullable(),
  tests_skipped: z.boolean(),
});
export type PackInstallView = z.infer<typeof PackInstallView>;

/** What Attune's API answers, and what its command line reads, in one. */
export const PackRegisterView = PackView.extend(PackInstallView.shape);
export type PackRegisterView = z.infer<typeof PackRegisterView>;

export const Pagination = z.object({
  page: z.int(),
  page_size: z.int(),
  total_items: z.int(),
  total_pages: z.int(),
  has_previous: z.boolean(),
  has_next: z.boolean(),
});
export type Pagination = z.infer<typeof Pagination>;

/** Errors: Attune reads `error` as text and `code`; `hint` says what to do. */
export const ErrorBody = z.object({
  error: z.string(),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
