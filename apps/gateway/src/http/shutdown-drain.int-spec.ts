import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { eventually, listenOnLoopback, type LoopbackServer } from '@packyard/testing';
import type { Notifications } from '../notifications';
import { EventFeed } from '../pack-api/events/event-feed';
import type { NodeAnswers } from '../pack-api/nodes/node-answers';
import { Drain } from './shutdown-drain';

const LONG_MS = 600_000;

describe('a gateway that leaves', () => {
  let server: Server;
  let loopback: LoopbackServer;
  let waiting: ServerResponse[];
  let feed: EventFeed;
  let wanted: { end: jest.Mock };
  let drain: Drain;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  beforeEach(async () => {
    waiting = [];
    server = createServer((_request, response) => void waiting.push(response));
    loopback = await listenOnLoopback(server);
    feed = new EventFeed({ listen: () => undefined } as unknown as Notifications);
    wanted = { end: jest.fn() };
    drain = new Drain(feed, wanted as unknown as NodeAnswers);
  });
  afterEach(() => loopback.close());
  afterAll(() => agent.destroy());

  const ask = async (): Promise<string> => {
    const [response] = (await once(get(loopback.url, { agent }), 'response')) as [IncomingMessage];
    return (await response.toArray()).join('');
  };

  it('lets nobody in, wakes who waits, and gives the answer that is under way', async () => {
    const asked = ask();
    await eventually(() => expect(waiting).toHaveLength(1));
    let isOver = false;
    const run = drain.run(server, 0, LONG_MS).then(() => (isOver = true));
    await eventually(() => expect(server.listening).toBe(false));
    const [error] = (await once(connect(loopback.port, '127.0.0.1'), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    expect(feed.isShuttingDown).toBe(true);
    expect(wanted.end).toHaveBeenCalledTimes(1);
    expect(isOver).toBe(false);
    waiting[0]!.end('the last answer');
    expect(await asked).toBe('the last answer');
    await run;
  });

  it('closes connections on which nothing is under way', async () => {
    const asked = ask();
    await eventually(() => expect(waiting).toHaveLength(1));
    waiting[0]!.end('an answer');
    expect(await asked).toBe('an answer');
    await drain.run(server, 0, LONG_MS);
  });

  it('does not wait for ever', async () => {
    void ask().catch(() => undefined);
    await eventually(() => expect(waiting).toHaveLength(1));
    await drain.run(server, 0, 1);
    expect(waiting[0]!.writableEnded).toBe(false);
  });
});
