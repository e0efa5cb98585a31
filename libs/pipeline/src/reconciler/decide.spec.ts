import type { Action, EnvironmentId, ErrorReport, ExecutionPackId, ExecutionStatus } from '@packyard/contracts';
import type { EnvironmentSnapshot, ExecutionSnapshot, PackSnapshot, TaskSnapshot } from '@packyard/schema';
import { type Decision, decide } from './decide';

const BROKEN: ErrorReport = { code: 'ENVIRONMENT_FAILED', message: 'pip found no flask==99.' };

describe('decide', () => {
  it('downloads every pack at once', () => {
    const decision = decide(anExecution({ packs: [aPack(1), aPack(2)] }));
    expect(decision.tasks).toEqual([task('download', 1), task('download', 2)]);
    expect(decision.endStatus).toBeUndefined();
  });

  it('asks for nothing twice', () => {
    const tasks = [aTask('download', 1, 'running'), aTask('download', 2, 'pending')];
    expect(decide(anExecution({ packs: [aPack(1, { status: 'running' }), aPack(2)], tasks })).tasks).toEqual([]);
  });

  it('resolves once, when the last download of a round has ended', () => {
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
    expect(moves(first)).toEqual([[3, 'build', 'completed']]);
    const tasks = [aTask('build', 1, 'succeeded', { environmentId: 7 as EnvironmentId })];
    const second = decide(anExecution({ ...given, packs, tasks }));
    expect(second.tasks).toEqual([task('build', 2, 7)]);
    expect(moves(second)[0]).toEqual([1, 'build', 'completed']);
  });

  it('fails the packs of a failed environment and nobody else', () => {
    const packs = [building(1, [7]), building(2, [])];
    const tasks = [aTask('build', 1, 'failed', { environmentId: 7 as EnvironmentId, error: BROKEN })];
    const decision = decide(anExecution({ packs, tasks, environments: [anEnvironment(7)] }));
    expect(moves(decision)).toEqual([
      [1, 'build', 'failed'],
      [2, 'register', 'pending'],
    ]);
    expect(decision.moves[0]?.error).toEqual(BROKEN);
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
    expect(decision.endStatus).toBe('failed');
  });

  it('is failed when none succeeded, and completed when one did and force says that nothing may break', () => {
    const failed = aPack(1, { status: 'failed' });
    const completed = aPack(2, { stage: 'register', status: 'completed' });
    expect(decide(anExecution({ packs: [failed] })).endStatus).toBe('failed');
    expect(decide(anExecution({ packs: [completed] })).endStatus).toBe('completed');
    expect(decide(anExecution({ packs: [failed, completed], parameters: { force: true } })).endStatus).toBe(
      'completed',
    );
  });

  it('checks once what was deferred, when a part failed and another was enabled', () => {
    const packs = [aPack(1, { status: 'failed' }), aPack(2, { stage: 'register', status: 'completed' })];
    expect(decide(anExecution({ packs }))).toEqual({ moves: [], tasks: [task('register')] });
    for (const status of ['succeeded', 'failed'] as const) {
      expect(decide(anExecution({ packs, tasks: [aTask('register', null, status)] })).endStatus).toBe('completed');
    }
    expect(decide(anExecution({ packs, tasks: [aTask('register', null, 'running')] })).endStatus).toBeUndefined();
    const cancelled = [...packs, aPack(3, { status: 'cancelled' })];
    expect(decide(anExecution({ packs: cancelled, status: 'canceling' })).tasks).toEqual([task('register')]);
  });

  it('does not end while a task is live', () => {
    const tasks = [aTask('download', 1, 'running')];
    expect(decide(anExecution({ packs: [aPack(1, { status: 'failed' })], tasks })).endStatus).toBeUndefined();
  });

  it('cancels idle packs at once and leaves busy ones to their tasks', () => {
    const packs = [aPack(1, { status: 'running' }), aPack(2)];
    const tasks = [aTask('download', 1, 'running')];
    const decision = decide(anExecution({ packs, tasks, status: 'canceling' }));
    expect([moves(decision), decision.tasks]).toEqual([[[2, 'download', 'cancelled']], []]);
    const settled = packs.map((pack) => ({ ...pack, status: 'cancelled' as const }));
    expect(decide(anExecution({ packs: settled, status: 'canceling' })).endStatus).toBe('cancelled');
  });

  it('says that packs and the execution are running once their tasks are, and nothing more than once', () => {
    const packs = [aPack(1), aPack(2), registering(3), building(4, [7])];
    const tasks = [aTask('download', 1, 'running'), aTask('download', 2, 'pending'), aTask('register', 3, 'running')];
    const built = aTask('build', 4, 'running', { environmentId: 7 as EnvironmentId });
    const given = { packs, tasks: [...tasks, built], environments: [anEnvironment(7, { isBeingBuilt: true })] };
    const decision = decide(anExecution({ ...given, status: 'scheduled' }));
    expect(decision).toMatchObject({ status: 'running', tasks: [] });
    expect(moves(decision)).toEqual([
      [1, 'download', 'running'],
      [3, 'register', 'running'],
      [4, 'build', 'running'],
    ]);
    expect(decide(anExecution({ packs: [aPack(1)], status: 'requested' })).status).toBe('scheduled');
    const running = packs.map((pack) => (pack.id === 2 ? pack : { ...pack, status: 'running' as const }));
    expect(decide(anExecution({ ...given, packs: running }))).toEqual({ moves: [], tasks: [] });
  });

  it('moves packs only from where they were seen', () => {
    const [move] = decide(anExecution({ packs: [building(1, [])] })).moves;
    expect(move).toEqual({ id: 1, fromStage: 'build', fromStatus: 'pending', stage: 'register', status: 'pending' });
  });

  describe('of an all-or-nothing request', () => {
    const parameters = { atomic: true };

    it('prepares packs without waiting for those that they depend on', () => {
      const packs = [registering(1, [2]), registering(2)];
      expect(decide(anExecution({ packs, parameters })).tasks).toEqual([task('register', 1), task('register', 2)]);
    });

    it('enables all in one task, when the last one is prepared', () => {
      const one = [prepared(1, [2]), registering(2)];
      expect(decide(anExecution({ packs: one, parameters })).tasks).toEqual([task('register', 2)]);
      const both = [prepared(1, [2]), prepared(2)];
      expect(decide(anExecution({ packs: both, parameters }))).toEqual({ moves: [], tasks: [task('register')] });
      const tasks = [aTask('register', null, 'pending')];
      expect(decide(anExecution({ packs: both, parameters, tasks })).tasks).toEqual([]);
    });

    it('lets every pack come as far as it can, and then fails all that are prepared with the name of the one that failed', () => {
      const failed = aPack(3, { status: 'failed' });
      const waiting = [prepared(1), aPack(2, { status: 'running' }), failed];
      const tasks = [aTask('download', 2, 'running')];
      expect(decide(anExecution({ packs: waiting, parameters, tasks }))).toEqual({ moves: [], tasks: [] });
      const decision = decide(anExecution({ packs: [prepared(1), prepared(2), failed], parameters }));
      expect(decision.moves.map(({ id, error }) => [id, error?.code])).toEqual([
        [1, 'ROLLED_BACK'],
        [2, 'ROLLED_BACK'],
      ]);
      expect(decision.moves[0]?.error?.message).toContain('pack-3');
      expect(decision.endStatus).toBe('failed');
    });

    it('leaves what is just being enabled to its task while it is being cancelled', () => {
      const packs = [prepared(1), prepared(2)];
      const tasks = [aTask('register', null, 'running')];
      const running = packs.map((pack) => ({ ...pack, status: 'running' as const }));
      expect(decide(anExecution({ packs: running, parameters, tasks, status: 'canceling' })).moves).toEqual([]);
      expect(decide(anExecution({ packs, parameters, status: 'canceling' })).endStatus).toBe('cancelled');
    });
  });
});

/** Packs that have ended are counted, the others are listed. */
function anExecution(given: {
  packs: PackSnapshot[];
  tasks?: TaskSnapshot[];
  environments?: EnvironmentSnapshot[];
  parameters?: Record<string, unknown>;
  status?: ExecutionStatus;
  action?: Action;
}): ExecutionSnapshot {
  const execution = {
    id: 1,
    action: given.action ?? 'core.install_packs',
    status: given.status ?? 'running',
    parameters: given.parameters ?? {},
  };
  const isUnfinished = ({ status }: PackSnapshot) => status === 'pending' || status === 'running';
  const count = (status: PackSnapshot['status']) => given.packs.filter((pack) => pack.status === status).length;
  const needs = (pack: PackSnapshot) => pack.dependsOn.map(({ id }) => given.packs.find((other) => other.id === id)!);
  return {
    execution: execution as ExecutionSnapshot['execution'],
    packs: given.packs.filter(isUnfinished).map((pack) => ({
      ...pack,
      dependsOn: needs(pack).filter(({ status }) => status !== 'completed'),
    })),
    endedCounts: { completed: count('completed'), failed: count('failed'), cancelled: count('cancelled') },
    notEnabledCount: 0,
    failedPackName: given.packs.find(({ status }) => status === 'failed' || status === 'cancelled')?.name ?? null,
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
    isPrepared: false,
    dependsOn: [],
    environments: [],
    ...given,
  };
}

function building(id: number, environments: number[]): PackSnapshot {
  return aPack(id, { stage: 'build', environments: environments as EnvironmentId[] });
}

function registering(id: number, dependsOn: number[] = [], given: Partial<PackSnapshot> = {}): PackSnapshot {
  return aPack(id, { stage: 'register', dependsOn: dependsOn.map((on) => aPack(on)), ...given });
}

/** Of an all-or-nothing request. */
function prepared(id: number, dependsOn: number[] = []): PackSnapshot {
  return registering(id, dependsOn, { isPrepared: true });
}

/** Where the packs are moved to. */
function moves({ moves: all }: Decision): [number, string, string][] {
  return all.map(({ id, stage, status }) => [id, stage, status]);
}

function anEnvironment(id: number, given: Partial<EnvironmentSnapshot> = {}): EnvironmentSnapshot {
  return { id: id as EnvironmentId, runtime: 'python', status: 'pending', isBeingBuilt: false, ...given };
}

function aTask(
  stage: TaskSnapshot['stage'],
  executionPackId: number | null,
  status: TaskSnapshot['status'],
  given: Partial<TaskSnapshot> = {},
): TaskSnapshot {
  return {
    stage,
    executionPackId: executionPackId as ExecutionPackId | null,
    environmentId: null,
    status,
    error: null,
    ...given,
  };
}

function task(
  stage: TaskSnapshot['stage'],
  executionPackId: number | null = null,
  environmentId: number | null = null,
) {
  return { stage, executionPackId, environmentId };
}
