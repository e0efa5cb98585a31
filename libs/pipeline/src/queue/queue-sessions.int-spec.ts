import { STAGES } from '@packyard/contracts';
import { createTestDatabase, eventually, TcpGate, type TestDatabase } from '@packyard/testing';
import { type Job, Queue, Worker } from 'bullmq';
import { ListeningSession } from './listening-session';
import { selectQueueBackend } from './queue-backend';
import { QueueSessions } from './queue-sessions';

const SESSIONS = 'SELECT application_name AS name, pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
const OF_THIS_DATABASE = `${SESSIONS} AND datname = current_database() AND backend_type = 'client backend'`;
// Longer than any answer takes, also on a busy machine; nothing waits for it but those that get none.
const MAX_ANSWER_MS = 1000;
const ALL_WORKERS = 'build download register resolve';

describe('the sessions of queues on PostgreSQL', () => {
  let database: TestDatabase;
  let listening: ListeningSession;
  let queues: Queue[];
  let workers: Worker[];
  const done: string[] = [];

  beforeEach(async () => {
    database = await createTestDatabase();
    done.length = 0;
    listening = new ListeningSession(database.url);
    const connection = selectQueueBackend({ databaseUrl: database.url }, listening);
    const work = (job: Job) => Promise.resolve(void done.push(`${job.queueName} ${String(job.id)}`));
    queues = STAGES.map((stage) => new Queue(stage, { connection }));
    workers = STAGES.map((stage) => new Worker(stage, work, { connection }));
    // Those whose sessions a test ends say so.
    for (const queue of queues) queue.on('error', () => undefined);
    for (const worker of workers) worker.on('error', () => undefined);
    await Promise.all([...queues, ...workers].map((each) => each.waitUntilReady()));
  });
  afterEach(async () => {
    await closeAll();
    await database.drop();
  });

  const closeAll = () => Promise.all([...queues, ...workers].map((each) => each.close()));
  const sessions = () => database.query<{ name: string; pid: number }>(OF_THIS_DATABASE);
  const addAll = (id: string) => Promise.all(queues.map((queue) => queue.add('task', {}, { jobId: id })));
  const allDid = (id: string) =>
    eventually(() =>
      expect(done.filter((each) => each.endsWith(` ${id}`)).toSorted()).toEqual(
        STAGES.map((stage) => `${stage} ${id}`).toSorted(),
      ),
    );

  it('are four and one that listens, for however many queues and workers', async () => {
    for (let round = 0; round < 20; round += 1) await addAll(`job-${round}`);
    await allDid('job-19');
    const names = (await sessions()).map(({ name }) => name);
    expect(names.filter((name) => name === ALL_WORKERS)).toHaveLength(1);
    expect(names.filter((name) => name === 'packyard queues').length).toBeLessThanOrEqual(4);
    expect(names.filter((name) => name !== ALL_WORKERS && name !== 'packyard queues')).toEqual([]);
  });

  it('tell of each queue that it has a worker', async () => {
    for (const queue of queues) expect(await queue.getWorkersCount()).toBe(1);
    await workers[0]?.close();
    // The session that names its workers is told of it without anybody waiting.
    await eventually(async () =>
      expect(await Promise.all(queues.map((queue) => queue.getWorkersCount()))).toEqual([0, 1, 1, 1]),
    );
  });

  it('are given up when the way to the server falls silent, and others are opened', async () => {
    await closeAll();
    const gate = await TcpGate.start(database.url);
    const sessions = new QueueSessions(gate.url, new ListeningSession(gate.url, MAX_ANSWER_MS), MAX_ANSWER_MS);
    queues = STAGES.map((stage) => new Queue(stage, { connection: sharing(sessions) }));
    const work = (job: Job) => Promise.resolve(void done.push(`${job.queueName} ${String(job.id)}`));
    workers = STAGES.map((stage) => new Worker(stage, work, { connection: sharing(sessions) }));
    for (const queue of queues) queue.on('error', () => undefined);
    for (const worker of workers) worker.on('error', () => undefined);
    await addAll('before');
    await allDid('before');
    gate.forget();
    const lost = await Promise.allSettled(queues.map((queue) => queue.add('task', {}, { jobId: 'lost' })));
    expect(lost.map(({ status }) => status)).toEqual(STAGES.map(() => 'rejected'));
    await addAll('after');
    await allDid('after');
    await closeAll();
    await gate.close();
  });

  it('are opened anew when the server has ended them, and workers hear of new jobs there', async () => {
    await addAll('before');
    await allDid('before');
    const [listener] = (await sessions()).filter(({ name }) => name === ALL_WORKERS);
    for (const { pid } of await sessions()) await database.query('SELECT pg_terminate_backend($1)', [pid]);
    await eventually(async () => {
      const [again] = (await sessions()).filter(({ name }) => name === ALL_WORKERS);
      expect(again?.pid).toBeGreaterThan(0);
      expect(again?.pid).not.toBe(listener?.pid);
    });
    await addAll('after');
    await allDid('after');
  });

  it('are given up with all that wait for an answer there', async () => {
    await closeAll();
    const gate = await TcpGate.start(database.url);
    const session = new ListeningSession(gate.url, MAX_ANSWER_MS);
    const lost = jest.fn();
    session.enter(lost);
    const client = await session.open();
    gate.forget();
    const asked = Array.from({ length: 5 }, () => client.query('SELECT 1'));
    const answers = await Promise.allSettled(asked);
    const [first, ...others] = answers.map((answer) => String((answer as PromiseRejectedResult).reason));
    expect(first).toContain('Query read timeout');
    expect(others.join()).not.toContain('Query read timeout');
    expect(lost).toHaveBeenCalledTimes(1);
    await session.leave(lost);
    await expect(session.setName(lost, 'late')).rejects.toThrow('Whoever has left has no name here.');
    await gate.close();
  });

  it('listen for others of the process, too, who may come first and stay longer', async () => {
    const heard: (string | undefined)[] = [];
    const lost = jest.fn();
    listening.enter(lost);
    await listening.setName(lost, 'other');
    const client = await listening.open();
    client.on('notification', ({ channel, payload }) => channel === 'other' && heard.push(payload));
    await client.query('LISTEN other');
    await database.query("SELECT pg_notify('other', 'one')");
    await addAll('beside');
    await allDid('beside');
    expect((await sessions()).map(({ name }) => name)).toContain('build download other register resolve');
    await closeAll();
    await database.query("SELECT pg_notify('other', 'two')");
    await eventually(() => expect(heard).toEqual(['one', 'two']));
    expect((await sessions()).map(({ name }) => name)).toEqual(['other']);
    await listening.leave(lost);
    await eventually(async () => expect(await sessions()).toEqual([]));
    expect(lost).not.toHaveBeenCalled();
    await expect(listening.open()).rejects.toThrow('Nobody listens here any more.');
  });

  it('stay while any of them is at work, and are closed with the last', async () => {
    const [first, ...others] = [...queues, ...workers];
    for (const each of others) await each.close();
    expect(await first?.getBackend().getQueueMeta()).toBeDefined();
    expect((await sessions()).length).toBeGreaterThan(0);
    await first?.close();
    await eventually(async () => expect(await sessions()).toEqual([]));
  });

  it('are opened again for those that come later', async () => {
    await closeAll();
    const connection = queues[0]?.opts.connection ?? {};
    const late = new Queue('download', { connection });
    await late.add('task', {}, { jobId: 'late' });
    expect(await late.getWaitingCount()).toBe(1);
    await late.close();
  });
});

/** As the queues' backend hands its sessions on. */
function sharing(sessions: QueueSessions): object {
  return { sessions };
}
