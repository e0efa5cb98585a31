import { createServer, type Server } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { StageQueues } from '../queue/stage-queues';
import { DataSource } from 'typeorm';

/** Returns 200 on loopback while the database and the queues can be reached, for the health check of a container. */
export async function startHealthServer(app: INestApplicationContext, port: number): Promise<Server> {
  const dataSource = app.get(DataSource);
  const [queue] = app.get(StageQueues).all();
  const server = createServer((_request, response) => {
    Promise.all([dataSource.query('SELECT 1'), queue?.count()])
      .then(() => response.writeHead(200).end('ok\n'))
      .catch((error: unknown) => response.writeHead(503).end(`${String(error)}\n`));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return server;
}
