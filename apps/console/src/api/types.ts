import type { components } from '../generated/api';

type Schemas = components['schemas'];

export type Execution = Schemas['ExecutionView'];
export type ExecutionSummary = Schemas['ExecutionSummary'];
export type ExecutionPack = Schemas['ExecutionPackView'];
export type Stage = Schemas['StageView'];
export type Pack = Schemas['PackView'];
export type Version = Schemas['VersionView'];
export type Generation = Schemas['GenerationView'];
export type Node = Schemas['NodeView'];
export type Rollout = Schemas['RolloutView'];
export type Rollback = Schemas['RollbackView'];
export type PackGraph = Schemas['GraphView'];
export type GraphPack = PackGraph['packs'][number];
export type GraphNeed = PackGraph['needs'][number];
export type Audit = Schemas['AuditEventView'];
export type Token = Schemas['TokenView'];
export type Webhook = Schemas['WebhookView'];
export type Delivery = Schemas['DeliveryView'];

/** Which ways to sign in there are, as far as the page offers them. */
export interface LoginSettings {
  oidc_enabled: boolean;
  oidc_provider_label: string | null;
}

export type User = Schemas['UserView'];
export type Group = Schemas['GroupView'];
export type Role = Schemas['RoleView'];
export type Whoami = Schemas['WhoamiView'];

export interface Page<Item> {
  items: Item[];
  pagination: { page: number; total_pages: number; total_items: number; has_next: boolean; has_previous: boolean };
}
export type Plan = Schemas['PlanView'];
export type PlannedPack = Plan['packs'][number];
export type Signature = NonNullable<Version['signature']>;
export type PackTest = Schemas['PackTestView'];
export type VersionDetail = Schemas['VersionDetailView'];
export type Output = Schemas['ExecutionOutput']['outputs'][number];

export interface PackLock {
  packs: { ref: string; environments: Record<string, { version: string; lock: string }> }[];
  environment_locks: Record<string, string>;
}

export interface StageHealth {
  stage: string;
  status: string;
  workers: number;
  slots: number;
  free: number;
  running: number;
  waiting: number;
}
