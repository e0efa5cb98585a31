import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment, runCommand } from '@packyard/sandbox';
import { aWheel, type FileServer, PackageIndex, startFileServer, temporaryFolder } from '@packyard/testing';
import type { RunProgram } from '../build-in-scratch';
import { UvTool } from './uv-tool';

jest.setTimeout(600_000);
const folder = temporaryFolder();
const WHEEL = { files: { 'uv-9.9.9.data/scripts/uv': '#!/bin/sh\necho "uv 9.9.9 (of the test)"\n' } };
const release = {
  version: '9.9.9',
  wheels: [
    createHash('sha256')
      .update(aWheel('uv', '9.9.9', WHEEL))
      .digest('hex'),
  ],
};
let files: FileServer;

beforeAll(async () => {
  new PackageIndex(folder).addWheel('uv', '9.9.9', WHEEL);
  files = await startFileServer(folder);
});
afterAll(() => files.close());

describe('uv', () => {
  it('is fetched from the package index, once for all builds', async () => {
    const tools = tool('fetched');
    const found = await Promise.all([tools.find(run()), tools.find(run())]);
    const program = join(folder, 'fetched/uv-9.9.9/bin/uv');
    expect(found).toEqual([
      { program, version: '9.9.9' },
      { program, version: '9.9.9' },
    ]);
    expect(files.requests.filter((request) => request.endsWith('.whl'))).toHaveLength(1);
    expect(readdirSync(join(folder, 'fetched'))).toEqual(['uv-9.9.9']);
  });

  it('is not fetched again when it was fetched before', async () => {
    await tool('fetched').find(run());
    const before = files.requests.length;
    expect(await tool('fetched').find(run())).toMatchObject({ version: '9.9.9' });
    expect(files.requests).toHaveLength(before);
  });

  it('is not taken when its bytes are other than they have to be', async () => {
    const tools = new UvTool({
      setting: 'auto',
      toolsFolder: join(folder, 'forged'),
      release: { version: '9.9.9', wheels: ['0'.repeat(64)] },
    });
    expect(await tools.find(run())).toBeUndefined();
    expect(readdirSync(join(folder, 'forged'))).toEqual([]);
  });

  it('is done without when no index answers, and is not asked for again with every build', async () => {
    const tools = tool('unreachable');
    const unreachable = run({ PIP_INDEX_URL: 'http://127.0.0.1:9/simple' });
    expect(await tools.find(unreachable)).toBeUndefined();
    const refuse: RunProgram = () => Promise.reject(new Error('nothing has to run now'));
    expect(await tools.find(refuse)).toBeUndefined();
  });

  it('is looked for again when the build that looked for it was stopped', async () => {
    const tools = tool('stopped');
    const stopped = tools.find(() => Promise.reject(new Error('stopped')));
    const other = tools.find(run());
    await expect(stopped).rejects.toThrow('stopped');
    expect(await other).toMatchObject({ version: '9.9.9' });
  });

  it('is neither looked for nor fetched when it is switched off', async () => {
    const tools = new UvTool({ setting: 'off', toolsFolder: join(folder, 'off') });
    expect(await tools.find(run())).toBeUndefined();
    expect(existsSync(join(folder, 'off'))).toBe(false);
  });
});

function tool(name: string): UvTool {
  mkdirSync(join(folder, name), { recursive: true });
  return new UvTool({ setting: 'auto', toolsFolder: join(folder, name), release });
}

/** Without a uv on the PATH, whatever the machine has. */
function run(more: Record<string, string> = {}): RunProgram {
  return (command, args) =>
    runCommand({
      command: command === 'uv' ? join(folder, 'no-such-uv') : command,
      args,
      workingFolder: folder,
      environment: childEnvironment({ HOME: folder, PIP_INDEX_URL: `${files.url}/simple`, ...more }),
      signal: AbortSignal.timeout(300_000),
    });
}
