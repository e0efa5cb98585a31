import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKYARD = resolve(__dirname, '../bin/packyard.mjs');
/** Says at the end what of Node.js, and which files, were loaded. */
const SAYS_WHAT = `data:text/javascript,${encodeURIComponent(`
  import { createRequire } from 'node:module';
  const { cache } = createRequire(${JSON.stringify(PACKYARD)});
  process.on('exit', () => {
    process.stderr.write(JSON.stringify({ parts: process.moduleLoadList, files: Object.keys(cache) }));
  });`)}`;

interface Loaded {
  out: string;
  parts: string[];
  files: string[];
}

describe('a command loads what it needs', () => {
  const pagination = { page: 1, page_size: 100, total_items: 0, total_pages: 0, has_next: false, has_previous: false };
  const refusal = { error: 'x', code: 'SOURCE_NOT_FOUND', message: 'It is not there' };
  const server = createServer((request, response) => {
    const isPost = request.resume().method === 'POST';
    response.setHeader('content-type', 'application/json').statusCode = isPost ? 404 : 200;
    response.end(JSON.stringify(isPost ? refusal : { data: [], pagination }));
  });
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise((done) => server.close(done)));

  async function packyard(...words: string[]): Promise<Loaded> {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = { PATH: process.env['PATH'], PACKYARD_URL: url, PACKYARD_TOKEN: 'a' };
    const args = ['--import', SAYS_WHAT, PACKYARD, ...words];
    const { stdout, stderr } = await run(process.execPath, args, { env }).catch((error: unknown) => {
      return error as { stdout: string; stderr: string };
    });
    const said = JSON.parse(stderr.slice(stderr.indexOf('{"parts"'))) as Omit<Loaded, 'out'>;
    return { out: `${stdout}${stderr}`, ...said };
  }

  it.each([
    [['pack', 'list'], 'No packs are installed'],
    [['install', 'slack'], 'It is not there'],
  ])('and not all of fetch to send a request: %j', async (words, expected) => {
    const { out, parts } = await packyard(...words);
    expect(out).toContain(expected);
    expect(parts).toContain('NativeModule _http_client');
    expect(parts).not.toContain('NativeModule internal/deps/undici/undici');
  });

  it('and no schema to show its help', async () => {
    const { out, files } = await packyard('pack', '--help');
    expect(out).toContain('packyard pack');
    expect(files.filter((file) => /bundle[\\/](zod|schema-)/.test(file))).toEqual([]);
  });
});
