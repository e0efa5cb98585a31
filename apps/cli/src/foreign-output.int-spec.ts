import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { runCommand } from './run-command';
import { json, FakeApi, text } from './testing/fake-api';

const home = temporaryFolder();
const CLIPBOARD = '\u001b]52;c;eA==\u0007';
const HOSTILE = `${CLIPBOARD}\u001b[2J\u009b2J`;
const SEQUENCE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

describe('a server that writes to the terminal of who asks it', () => {
  let api: FakeApi;
  let out: string;
  beforeEach(async () => {
    api = new FakeApi();
    writeFileSync(join(home, 'address'), await api.listen());
    writeFileSync(join(home, 'admin-token'), 'a-token-for-tests-only');
    out = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((out += String(chunk)), true));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api.close();
  });

  const packyard = (...words: string[]) => runCommand(['--home', home, ...words], '0.0.0');

  it('is shown as what it is in a drawing', async () => {
    api.on('GET /graph?format=dot', text(200, `digraph { "${HOSTILE}" }\n`));
    expect(await packyard('graph', '--format', 'dot')).toBe(0);
    expect(out).toContain(String.raw`digraph { "\u001b]52;c;eA==\u0007\u001b[2J\u009b2J" }`);
    expect(out).not.toMatch(SEQUENCE);
  });

  it('is shown as what it is in the output of a build', async () => {
    const built = { task_id: 1, attempt: 1, stage: 'build', running: false, runtime: 'python' };
    const outputs = [{ ...built, pack_ref: HOSTILE, text: `built\n${HOSTILE}\n` }];
    api.on('GET /executions/7/output', json(200, { data: { execution_id: 7, outputs } }));
    expect(await packyard('execution', 'logs', '7')).toBe(0);
    expect(out).toContain('built');
    expect(out).not.toMatch(SEQUENCE);
  });
});
