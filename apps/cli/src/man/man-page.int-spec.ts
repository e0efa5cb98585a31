import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { runCommand } from '../run-command';

const has = (program: string) => spawnSync(program, ['-h']).error === undefined;

describe('packyard man', () => {
  const folder = temporaryFolder();
  let out: string;

  beforeEach(() => {
    out = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((out += String(chunk)), true));
    jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  });
  afterEach(() => jest.restoreAllMocks());

  it('prints the page of one command, and refuses one that is not there', async () => {
    expect(await runCommand(['man', 'pack', 'list'], '1.2.3')).toBe(0);
    expect(out).toMatch(/^\.TH "PACKYARD\\-PACK\\-LIST" 1 /);
    expect(await runCommand(['man', 'pack', 'lst'], '1.2.3')).toBe(2);
  });

  it('writes pages that man and mandoc read where they are there', async () => {
    expect(await runCommand(['man', '--out', folder], '1.2.3')).toBe(0);
    const files = readdirSync(join(folder, 'man1')).map((name) => join(folder, 'man1', name));
    expect(files.length).toBeGreaterThan(100);
    if (has('mandoc')) {
      const { status, stdout } = spawnSync('mandoc', ['-T', 'lint', '-W', 'error', ...files], { encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, '']);
    }
    if (has('groff')) {
      const { status, stdout } = spawnSync('groff', ['-man', '-T', 'ascii', '-P', '-c', ...files], {
        encoding: 'utf8',
      });
      expect([status, stdout.length > 10_000]).toEqual([0, true]);
    }
  });

  it('says so when the folder can not be written', async () => {
    expect(await runCommand(['man', '--out', '/dev/null/man'], '1.2.3')).toBe(2);
  });
});
