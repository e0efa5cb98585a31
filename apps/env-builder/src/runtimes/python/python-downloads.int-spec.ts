import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, type FileServer, startFileServer, tarEntry } from '@packyard/testing';
import type { RecordedInput } from '../../testing/build-input';
import { PythonFixture } from '../../testing/python-fixture';

jest.setTimeout(600_000);
const fixture = new PythonFixture(() => ({
  95: { entries: [tarEntry('python/bin/other', 'x')] },
  96: { sha256: '0'.repeat(64) },
  97: {},
  98: { said: '3.0.1' },
}));

(fixture.uv === undefined ? describe.skip : describe)('fetching a Python that the machine lacks', () => {
  it.each([
    ['it is another than it is called', 98, 'it says that it is 3\\.0\\.1'],
    ['it is not what the list says', 96, 'none could be fetched: what was fetched is not what the SHA-256'],
    ['there is no program in it', 95, 'none could be fetched: uv failed'],
  ])('is not kept when %s', async (_what, patch, reason) => {
    const tools = join(fixture.folder, `kept-${patch}`);
    const input = fixture.input(patch, 'tiny\n');
    await expect(fixture.build(input, { tools })).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(new RegExp(reason)),
    });
    expect(existsSync(tools) ? readdirSync(tools) : []).toEqual([]);
    for (const gone of [input.targetFolder, input.scratchFolder]) expect(existsSync(gone)).toBe(false);
  });

  it('is not done where the list names nothing that it is checked by', async () => {
    const server = await startFileServer(fixture.folder);
    const text = readFileSync(join(fixture.folder, 'pythons/pythons.json'), 'utf8');
    const listed = JSON.parse(text) as Record<string, object>;
    const unchecked = Object.entries(listed).map(([key, entry]) => [key, { ...entry, sha256: null }]);
    writeFileSync(join(fixture.folder, 'pythons/unchecked.json'), JSON.stringify(Object.fromEntries(unchecked)));
    const given = { tools: join(fixture.folder, 'unchecked'), list: `${server.url}/pythons/unchecked.json` };
    await expect(fixture.build(fixture.input(97), given)).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(
        /, and uv knows of none .* \(4 in the list of the worker have no SHA-256, and are not used\)\.$/,
      ),
    });
    // Once: nobody changes it between two times.
    expect(server.requests).toEqual([expect.stringContaining('/pythons/unchecked.json')]);
    writeFileSync(join(fixture.folder, 'pythons/no-list.json'), '[]');
    const none = { ...given, list: `${server.url}/pythons/no-list.json` };
    await expect(fixture.build(fixture.input(97), none)).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringContaining('UV_PYTHON_DOWNLOADS_JSON_URL of the worker leads to no list of releases.'),
    });
    await server.close();
  });

  it('is tried again when nobody answers, is told a 5xx or is cut off; not when it is told that there is none', async () => {
    const tools = join(fixture.folder, 'nobody-answers');
    const closed = await startFileServer(fixture.folder);
    await closed.close();
    await expect(
      fixture.build(fixture.input(97), { tools, list: `${closed.url}/pythons/pythons.json` }),
    ).rejects.toMatchObject({
      name: 'UnavailableError',
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringMatching(/^The pack needs Python .*, but this worker has .*, and none could be fetched: /),
    });
    const server = await startFileServer(fixture.folder);
    const list = mirrorAt(server);
    server.answer('/pythons/cpython-97.tar.gz', 503);
    await expect(fixture.build(fixture.input(97), { tools, list })).rejects.toMatchObject({ name: 'UnavailableError' });
    server.answer('/pythons/cpython-97.tar.gz', 404);
    await expect(fixture.build(fixture.input(97), { tools, list })).rejects.toMatchObject({
      name: 'RejectedError',
      message: expect.stringContaining(`there is nothing at ${server.url}/pythons/cpython-97.tar.gz`),
      hint: expect.stringContaining('UV_PYTHON_INSTALL_MIRROR'),
    });
    await server.close();
  });

  it('leaves nothing behind when its download stalls and the build is stopped, and is had by who waits', async () => {
    const tools = join(fixture.folder, 'stopped');
    const provider = fixture.provider(tools);
    const held = fixture.files.hold(`/pythons/cpython-${fixture.mirror.minor}.97`);
    const [fetching, waiting] = [new AbortController(), new AbortController()];
    const inputs = [1, 2, 3].map(() => fixture.input(97, 'tiny\n'));
    const [one, two, three] = inputs as [RecordedInput, RecordedInput, RecordedInput];
    const first = expect(fixture.build(one, { provider, signal: fetching.signal })).rejects.toThrow();
    await eventually(() => expect(held.waiting()).toBe(1));
    const second = expect(fixture.build(two, { provider, signal: waiting.signal })).rejects.toThrow('nobody waits');
    const third = fixture.build(three, { provider });
    const waits = expect.stringMatching(/^waiting for Python .*, which another build fetches$/);
    await eventually(() => expect([two.steps.at(-1), three.steps.at(-1)]).toEqual([waits, waits]));
    waiting.abort(new Error('nobody waits'));
    await second;
    expect(held.waiting()).toBe(1);
    fetching.abort(new Error('stopped'));
    await first;
    expect(existsSync(one.scratchFolder)).toBe(false);
    held.serve();
    expect(await third).toMatchObject({ runtimeVersion: fixture.version(97) });
    expect(readdirSync(tools)).toHaveLength(1);
  });

  it('comes from nowhere that the network policy forbids, but where the operator has chosen it', async () => {
    const elsewhere = await startFileServer(fixture.folder);
    const list = join(fixture.folder, 'pythons/elsewhere.json');
    writeFileSync(
      list,
      readFileSync(join(fixture.folder, 'pythons/pythons.json'), 'utf8').replaceAll(fixture.files.url, elsewhere.url),
    );
    const from = { tools: join(fixture.folder, 'forbidden'), list: `${fixture.files.url}/pythons/elsewhere.json` };
    await expect(fixture.build(fixture.input(97), from)).rejects.toMatchObject({ code: 'SOURCE_FORBIDDEN' });
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });

  it('is not chosen by the login of one request, since all packs get it', async () => {
    const { host } = new URL(fixture.files.url);
    const before = fixture.files.requests.length;
    const access = { [`http://${host}`]: { authorization: 'Basic eDp5' } };
    await expect(
      fixture.build(fixture.input(97, 'tiny\n', { access }), { tools: join(fixture.folder, 'login') }),
    ).rejects.toMatchObject({
      code: 'RUNTIME_NOT_FOUND',
      message: expect.stringContaining(`index_credentials name ${host}`),
      hint: expect.stringContaining('index_credentials'),
    });
    expect(fixture.files.requests).toHaveLength(before);
  });
});

/** A list whose archive of .97 has another name there. */
function mirrorAt(server: FileServer): string {
  const text = readFileSync(join(fixture.folder, 'pythons/pythons.json'), 'utf8');
  const moved = text.replaceAll(fixture.files.url, server.url).replace(/cpython-3\.\d+\.97\.tar/, 'cpython-97.tar');
  writeFileSync(join(fixture.folder, 'pythons/moved.json'), moved);
  return `${server.url}/pythons/moved.json`;
}
