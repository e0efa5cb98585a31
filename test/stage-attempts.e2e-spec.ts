import type { ExecutionOutput, ExecutionView, Stage, StageView } from '@packyard/contracts';
import { aPack, eventually } from '@packyard/testing';
import { type App, LAYOUTS, type Service } from './support/service';
import { TestFixture } from './support/test-fixture';

/** Of the same package, in ways that make an environment each. */
const REQUIREMENTS = ['sunrise==1.0.0', 'sunrise>=1.0.0', 'sunrise<=1.0.0', 'sunrise~=1.0.0'];

describe.each(LAYOUTS)('the attempt that a stage is at (%s)', (layout) => {
  const fixture = new TestFixture();
  const builder: App = layout === 'standalone' ? 'standalone' : 'env-builder';
  let service: Service;

  beforeAll(async () => {
    fixture.addToIndex();
    service = await start();
  });

  function start(): Promise<Service> {
    return fixture.start({
      layout,
      environment: { PACKYARD_BUILD_CONCURRENCY: '1', PACKYARD_MAX_ATTEMPTS: '2', PIP_NO_CACHE_DIR: '1' },
    });
  }

  function packOf(ref: string, requirement: string): string {
    return aPack(ref).withPython(requirement).withFile(`${ref}.txt`, ref).writeTo(fixture.path(ref));
  }

  it('is the first one of a build that has never begun, wherever in its queue it was moved to', async () => {
    const held = fixture.files.hold('/wheels/');
    const first = await service.submit(REQUIREMENTS.map((requirement, index) => packOf(`own-${index}`, requirement)));
    await eventually(() => expect(held.waiting()).toBe(1));
    const tasks = await eventually(() => tasksOf(first.id, 'build', REQUIREMENTS.length));
    // Their jobs are added at once: the one that is at work may be any of them.
    const last = tasks.find(({ status }) => status === 'pending');
    const other = await submitAs(await anotherToken(), packOf('shared', await requirementOf(last?.id)));
    const moved = await eventually(async () => {
      const task = (await tasksOf(first.id, 'build', REQUIREMENTS.length)).find(({ id }) => id === last?.id);
      expect(task).toMatchObject({ status: 'pending', failures: 0 });
      expect(task?.jobNumber).toBeGreaterThan(1);
      return task;
    });
    const pack = (await service.execution(first.id)).packs.find(({ id }) => id === moved?.packId);
    expect(stage(pack, 'build')).toMatchObject({ status: 'pending', attempt: 1, started_at: null });
    held.serve();
    for (const { id } of [first, other]) expect((await service.ended(id)).status).toBe('completed');
    expect(service.log.join('')).toMatch(new RegExp(`Task ${last?.id} \\(build, .*attempt 1\\) succeeded`));
  });

  it('is that of the last try, where that failed too', async () => {
    fixture.files.answer('/absent.tgz', 503);
    const { packs } = await service.install([`${fixture.files.url}/absent.tgz`]);
    expect(packs[0]).toMatchObject({ status: 'failed' });
    expect(stage(packs[0], 'download')).toMatchObject({ status: 'failed', attempt: 2 });
  });

  it('is the next one, after the process was killed that was at work', async () => {
    const held = fixture.files.hold('/simple/killed/');
    const { id } = await service.submit([packOf('killed', 'killed==1')]);
    await eventually(() => expect(held.waiting()).toBe(1));
    await printed(id);
    await service.kill(builder);
    service.spawn(builder);
    if (layout === 'standalone') await service.ready();
    await eventually(async () =>
      expect(stage((await service.execution(id)).packs[0], 'build')).toMatchObject({ status: 'running', attempt: 2 }),
    );
    held.serve();
    const { packs } = await service.ended(id);
    expect(stage(packs[0], 'build')).toMatchObject({ status: 'failed', attempt: 2 });
    expect((await outputs(id)).map(({ attempt }) => attempt)).toEqual([1, 2]);
    // As it was stored before attempts were.
    await fixture.database.query('UPDATE task_output SET attempt = NULL');
    expect((await outputs(id)).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('stays the same, with one output, when a process that is stopped gives its work back', async () => {
    const held = fixture.files.hold('/simple/stopped/');
    const { id } = await service.submit([packOf('stopped', 'stopped==1')]);
    await eventually(() => expect(held.waiting()).toBe(1));
    const before = await printed(id);
    await service.stop();
    service = await start();
    await eventually(async () => {
      const [task] = await tasksOf(id, 'build', 1);
      expect(task).toMatchObject({ status: 'running', failures: 0 });
      expect(task?.jobNumber).toBeGreaterThan(1);
    });
    expect(stage((await service.execution(id)).packs[0], 'build')).toMatchObject({ status: 'running', attempt: 1 });
    held.serve();
    const { packs } = await service.ended(id);
    expect(stage(packs[0], 'build')).toMatchObject({ status: 'failed', attempt: 1 });
    const after = await outputs(id);
    expect(after).toMatchObject([{ attempt: 1, running: false }]);
    expect(after[0]?.text.startsWith(before)).toBe(true);
    expect(after[0]?.text).toContain('No matching distribution found for stopped==1');
  });

  interface Task {
    id: number;
    packId: number;
    jobNumber: number;
    failures: number;
    status: string;
  }

  /** The one that comes last in its queue first. */
  async function tasksOf(executionId: number, of: Stage, count: number): Promise<Task[]> {
    const tasks = await fixture.database.query<Task>(
      `SELECT id, execution_pack_id AS "packId", job_number AS "jobNumber", failures, status FROM task
       WHERE execution_id = $1 AND stage = $2 ORDER BY id DESC`,
      [executionId, of],
    );
    expect(tasks).toHaveLength(count);
    return tasks;
  }

  async function requirementOf(taskId: number | undefined): Promise<string> {
    const [pack] = await fixture.database.query<{ ref: string }>(
      'SELECT ref FROM execution_pack WHERE id = (SELECT execution_pack_id FROM task WHERE id = $1)',
      [taskId],
    );
    return REQUIREMENTS[Number(pack?.ref.replace('own-', ''))] ?? 'none';
  }

  async function anotherToken(): Promise<string> {
    const response = await service.request('/api/v1/tokens', { body: { name: 'other', scope: 'install' } });
    return ((await response.json()) as { data: { token: string } }).data.token;
  }

  async function submitAs(token: string, pack: string): Promise<ExecutionView> {
    const body = { action: 'core.install_packs', parameters: { packs: [pack] } };
    const headers = { authorization: `Bearer ${token}` };
    const response = await service.request('/api/v1/executions', { body, headers });
    return ((await response.json()) as { data: ExecutionView }).data;
  }

  async function outputs(id: number): Promise<ExecutionOutput['outputs']> {
    const response = await service.request(`/api/v1/executions/${id}/output`);
    return ((await response.json()) as { data: ExecutionOutput }).data.outputs;
  }

  /** What the tools have printed as they wait for their index. */
  async function printed(id: number): Promise<string> {
    return eventually(async () => {
      const [output] = await outputs(id);
      if (output === undefined) throw new Error(`Execution ${id} has printed nothing yet.`);
      return output.text;
    });
  }
});

function stage(pack: ExecutionView['packs'][number] | undefined, of: Stage): StageView | undefined {
  return pack?.stages.find((each) => each.stage === of);
}
