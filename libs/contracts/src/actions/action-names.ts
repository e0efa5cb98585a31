import { type Stage, STAGES } from '../stages';

/** What can be executed: Attune's four pack actions, the workflow of all of them, the tests of what is installed, and taking it elsewhere. */
export const ACTIONS = [
  'core.download_packs',
  'core.get_pack_dependencies',
  'core.build_pack_envs',
  'core.register_packs',
  'core.install_packs',
  'core.test_packs',
  'core.export_packs',
] as const;
export type Action = (typeof ACTIONS)[number];

/** The way of a pack through each action. What is not installed yet is taken in by the download stage. */
const ACTION_STAGES: Readonly<Record<Action, readonly Stage[]>> = {
  'core.download_packs': ['download'],
  'core.get_pack_dependencies': ['download', 'resolve'],
  'core.build_pack_envs': ['download', 'resolve', 'build'],
  'core.register_packs': ['download', 'resolve', 'register'],
  'core.install_packs': STAGES,
  'core.test_packs': ['register'],
  'core.export_packs': ['resolve', 'build'],
};

export function stagesOf(action: Action): readonly Stage[] {
  return ACTION_STAGES[action];
}

export function firstStageOf(action: Action): Stage {
  return ACTION_STAGES[action][0] ?? 'download';
}

/** Where a pack stands after it has passed a stage. */
export function afterStage(action: Action, stage: Stage): { stage: Stage; status: 'pending' | 'completed' } {
  const stages = ACTION_STAGES[action];
  const next = stages[stages.indexOf(stage) + 1];
  return next === undefined ? { stage, status: 'completed' } : { stage: next, status: 'pending' };
}
