import { createServer } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { CliError, EXIT_CODES } from './cli-error';
import { connectApi } from './http-session';

describe('what requests of the command line are about', () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  const api = () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return connectApi({ url, urlFrom: 'the test', token: 'a' } as never, { requestMs: 60_000, silenceMs: 60_000 });
  };
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise((done) => server.close(done)));
  beforeEach(() => asked.splice(0));

  it.each(['.', '..'])('refuses %s as a name, which would lead to another route', async (group) => {
    const sent = api().DELETE('/api/v1/groups/{group}/roles/{role}', { params: { path: { group, role: 'ops' } } });
    const refused = await sent.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(CliError);
    expect(refused).toMatchObject({ message: `'${group}' is no name of a group.`, exitCode: EXIT_CODES.usage });
    expect(asked).toEqual([]);
  });

  it.each(['a.b', '...', '.a', '%2e%2e', '../roles', 'a b'])('sends %s as it is', async (group) => {
    await api().GET('/api/v1/groups/{group}', { params: { path: { group } } });
    expect(asked).toEqual([`GET /api/v1/groups/${encodeURIComponent(group)}`]);
  });

  it('sends no token of a home where nobody listens, though somebody may by then', async () => {
    const opened = jest.spyOn(Socket.prototype, 'connect');
    const home = { url: 'http://127.0.0.1:1', urlFrom: 'the test', token: 'a', tokenFrom: '', home: '/' };
    const asking = connectApi(home, { requestMs: 60_000, silenceMs: 60_000 }).GET('/api/v1/packs');
    await expect(asking).rejects.toMatchObject({
      message: 'No Packyard answers at http://127.0.0.1:1 (ECONNREFUSED; the address came from the test).',
      exitCode: EXIT_CODES.unreachable,
    });
    expect(opened).toHaveBeenCalledTimes(process.platform === 'linux' ? 0 : 1);
    opened.mockRestore();
  });
});
