import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { Pool } from 'pg';
import { selectQueueBackend } from './queue-backend';

describe('queues on a PostgreSQL with a socket', () => {
  const folder = temporaryFolder();

  it('take a socket that is not there for a server that is away for a moment', async () => {
    const host = encodeURIComponent(join(folder, 'nowhere'));
    const options = selectQueueBackend({ databaseUrl: `postgresql://packyard:x@127.0.0.1:5432/packyard?host=${host}` });
    const pool = new Pool(options as ConstructorParameters<typeof Pool>[0]);
    await expect(pool.connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await pool.end();
  });
});
