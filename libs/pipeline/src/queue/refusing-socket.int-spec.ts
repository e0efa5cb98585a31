import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { Queue } from 'bullmq';
import { selectQueueBackend } from './queue-backend';

describe('queues on a PostgreSQL with a socket', () => {
  const folder = temporaryFolder();

  it('take a socket that is not there for a server that is away for a moment', async () => {
    const host = encodeURIComponent(join(folder, 'nowhere'));
    const connection = selectQueueBackend({
      databaseUrl: `postgresql://packyard:x@127.0.0.1:5432/packyard?host=${host}`,
    });
    const queue = new Queue('download', { connection });
    queue.on('error', () => undefined);
    await expect(queue.waitUntilReady()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await queue.close();
  });
});
