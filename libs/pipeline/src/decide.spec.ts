import type { Action, EnvironmentId, ErrorReport, ExecutionPackId } from '@packyard/contracts';
import type { EnvironmentSnapshot, ExecutionSnapshot, PackSnapshot, TaskSnapshot } from '@packyard/schema';
import { decide } from './decide';

const BROKEN: ErrorReport = { code: 'ENVIRONMENT_FAILED', message: 'pip found no flask==99.' };

describe('decide', () => {
  it('downloads every pack at once', () => {
    const decision = decide(anExecution({ packs: [aPack(1), aPack(2)] }));
    expect(decision.tasks).toEqual([task('download', 1), task('download', 2)]);
    expect(decision.ended).toBeUndefined();
  });

  it('asks for nothing twice', () => {
    const tasks = [aTask('download', 1, 'running'), aTask('download', 2, 'pending')];
    expect(decide(anExecution({ packs: [aPack(1, { status: 'running' }), aPack(2)], tasks })).tasks).toEqual([]);
  });

  it('resolves once, when the last download of a wave has settled', () => {
    const resolving = aPack(1, { stage: 'resolve' });
    expect(decide(anExecution({ packs: [resolving, aPack(2)] })).tasks).toEqual([task('download', 2)]);
    expect(decide(anExecution({ packs: [resolving, aPack(2, { status: 'failed' })] })).tasks).toEqual([
      task('resolve'),
    ]);
    const tasks = [aTask('resolve', null, 'running')];
    expect(decide(anExecution({ packs: [resolving], tasks })).tasks).toEqual([]);
  });

  it('resolves again after the packs that a plan asked for were downloaded', () => {
    const packs = [aPack(1, { stage: 'resolve' }), aPack(2, { stage: 'resolve' })];
    const tasks = [aTask('resolve', null, 'succeeded')];
    expect(decide(anExecution({ packs, tasks })).tasks).toEqual([task('resolve')]);
  });

  it('builds each environment once, whichever packs share it', () => {
    const packs = [building(1, [7]), building(2, [7, 8])];
    const environments = [anEnvironment(7), anEnvironment(8)];
    expect(decide(anExecution({ packs, environments })).tasks).toEqual([task('build', 1, 7), task('build', 2, 8)]);
  });

  it('waits for an environment that another execution is building', () => {
    const environments = [anEnvironment(7, { isBeingBuilt: true })];
    expect(decide(anExecution({ packs: [building(1, [7])], environments })).tasks).toEqual([]);
  });

  it('tries itself when the build of another execution came to nothing', () => {
    expect(decide(anExecution({ packs: [building(1, [7])], environments: [anEnvironment(7)] })).tasks).toEqual([
      task('build', 1, 7),
    ]);
  });

  it('registers at once what needs no environment, or only ready ones', () => {
    const packs = [building(1, []), building(2, [7])];
    const environments = [anEnvironment(7, { status: 'ready' })];
    const decision = decide(anExecution({ packs, environments }));
    expect(decision.moves.map((move) => move.stage)).toEqual(['register', 'register']);
    expect(decision.tasks).toEqual([task('register', 1), task('register', 2)]);
  });

  it('builds a ready environment again only when that was asked for, and then once', () => {
    const packs = [building(1, [7])];
    const environments = [anEnvironment(7, { status: 'ready' })];
    const parameters = { force_rebuild: true };
    expect(decide(anExecution({ packs, environments, parameters })).tasks).toEqual([task('build', 1, 7)]);
    const tasks = [aTask('build', 1, 'succeeded', { environmentId: 7 as EnvironmentId })];
    expect(decide(anExecution({ packs, environments, parameters, tasks })).tasks).toEqual([task('register', 1)]);
  });

  it('ends core.build_pack_envs after the build, with a task for each pack even when they share an environment', () => {
    const given = { action: 'core.build_pack_envs' as const, environments: [anEnvironment(7, { status: 'ready' })] };
    const packs = [building(1, [7]), building(2, [7]), building(3, [])];
    const first = decide(anExecution({ ...given, packs }));
    expect(first.tasks).toEqual([task('build', 1, 7)]);
    expect(first.moves).toEqual([{ id: 3, stage: 'build', status: 'completed' }]);
    const tasks = [aTask('build', 1, 'succeeded', { environmentId: 7 as EnvironmentId })];
    const second = decide(anExecution({ ...given, packs, tasks }));
    expect(second.tasks).toEqual([task('build', 2, 7)]);
    expect(second.moves[0]).toEqual({ id: 1, stage: 'build', status: 'completed' });
  });

  it('fails the packs of a failed environment and nobody else', () => {
    const packs = [building(1, [7]), building(2, [])];
    const tasks = [aTask('build', 1, 'failed', { environmentId: 7 as EnvironmentId, error: BROKEN })];
    const decision = decide(anExecution({ packs, tasks, environments: [anEnvironment(7)] }));
    expect(decision.moves).toEqual([
      { id: 1, stage: 'build', status: 'failed', error: BROKEN },
      { id: 2, stage: 'register', status: 'pending' },
    ]);
    expect(decision.tasks).toEqual([task('register', 2)]);
  });

  it('registers dependencies first', () => {
    const packs = [registering(1, [2]), registering(2)];
    expect(decide(anExecution({ packs })).tasks).toEqual([task('register', 2)]);
    const done = aPack(2, { stage: 'register', status: 'completed' });
    expect(decide(anExecution({ packs: [registering(1, [2]), done] })).tasks).toEqual([task('register', 1)]);
  });

  it('fails the whole chain above a failure, with the reason, and ends', () => {
    const packs = [registering(1, [2]), registering(2, [3]), aPack(3, { stage: 'register', status: 'failed' })];
    const decision = decide(anExecution({ packs }));
    expect(decision.moves.map(({ id, status, error }) => [id, status, error?.code])).toEqual([
      [2, 'failed', 'DEPENDENCY_FAILED'],
      [1, 'failed', 'DEPENDENCY_FAILED'],
    ]);
    expect(decision.moves[0]?.error?.message).toContain('pack-3');
    expect(decision.ended).toBe('failed');
  });

  it('is completed when at least one pack succeeded, and failed when none did', () => {
    const failed = aPack(1, { status: 'failed' });
    const completed = aPack(2, { stage: 'register', status: 'completed' });
    expect(decide(anExecution({ packs: [failed, completed] })).ended).toBe('completed');
    expect(decide(anExecution({ packs: [failed] })).ended).toBe('failed');
  });

  it('does not end while a task is live', () => {
    const tasks = [aTask('download', 1, 'running')];
    expect(decide(anExecution({ packs: [aPack(1, { status: 'failed' })], tasks })).ended).toBeUndefined();
  });

  it('cancels idle packs at once and leaves busy ones to their tasks', () => {
    const packs = [aPack(1, { status: 'running' }), aPack(2)];
    const tasks = [aTask('download', 1, 'running')];
    const decision = decide(anExecution({ packs, tasks, status: 'canceling' }));
    expect(decision).toEqual({ moves: [{ id: 2, stage: 'download', status: 'cancelled' }], tasks: [] });
    const settled = packs.map((pack) => ({ ...pack, status: 'cancelled' as const }));
    expect(decide(anExecution({ packs: settled, status: 'canceling' })).ended).toBe('cancelled');
  });
});

function anExecution(given: {
  packs: PackSnapshot[];
  tasks?: TaskSnapshot[];
  environments?: EnvironmentSnapshot[];
  parameters?: Record<string, unknown>;
  status?: 'running' | 'canceling';
  action?: Action;
}): ExecutionSnapshot {
  const execution = {
    id: 1,
    action: given.action ?? 'core.install_packs',
    status: given.status ?? 'running',
    parameters: given.parameters ?? {},
  };
  return {
    execution: execution as ExecutionSnapshot['execution'],
    packs: given.packs,
    tasks: given.tasks ?? [],
    environments: given.environments ?? [],
  };
}

function aPack(id: number, given: Partial<PackSnapshot> = {}): PackSnapshot {
  return {
    id: id as ExecutionPackId,
    name: `pack-${id}`,
    stage: 'download',
    status: 'pending',
    dependsOn: [],
    environments: [],
    ...given,
  };
}

function building(id: number, environments: number[]): PackSnapshot {
  return aPack(id, { stage: 'build', environments: environments as EnvironmentId[] });
}

function registering(id: number, dependsOn: number[] = []): PackSnapshot {
  return aPack(id, { stage: 'register', dependsOn: dependsOn as ExecutionPackId[] });
}

function anEnvironment(id: number, given: Partial<EnvironmentSnapshot> = {}): EnvironmentSnapshot {
  return { id: id as EnvironmentId, runtime: 'python', status: 'pending', isBeingBuilt: false, ...given };
}

function aTask(
  stage: TaskSnapshot['stage'],
  packId: number | null,
  status: TaskSnapshot['status'],
  given: Partial<TaskSnapshot> = {},
): TaskSnapshot {
  return { stage, packId: packId as ExecutionPackId | null, environmentId: null, status, error: null, ...given };
}

function task(stage: TaskSnapshot['stage'], packId: number | null = null, environmentId: number | null = null) {
  return { stage, packId, environmentId };
}
