import { createServer } from 'node:http';
import { once } from 'node:events';
import { cannotListen } from './cannot-listen';

const settings = 'PACKYARD_HOST';

it.each(['no-such-host.invalid', '192.0.2.1'])(
  'a server that can not listen on %s is told so in words',
  async (host) => {
    const server = createServer().listen(0, host);
    const [error] = (await once(server, 'error').catch((reason: unknown) => [reason])) as [unknown];
    expect(cannotListen({ host, port: 0, settings }, error)).toMatchObject({
      code: 'NOT_READY',
      message: expect.stringContaining(`can't listen on ${host}:0`) as string,
      hint: expect.stringContaining(settings) as string,
    });
  },
);
