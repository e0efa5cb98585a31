import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { readForeignFile } from './foreign-files';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
writeFileSync(at('plain'), 'text');
writeFileSync(at('secret'), 's3cr3t');
symlinkSync(at('secret'), at('link'));
symlinkSync('nowhere', at('broken-link'));
mkdirSync(at('folder'));
writeFileSync(at('large'), '');
truncateSync(at('large'), 2 ** 30);

describe('a file that foreign code may have replaced', () => {
  it('is read when it is one', async () => {
    expect(await readForeignFile(at('plain'))).toBe('text');
  });

  it.each(['link', 'broken-link', 'folder', 'large'])(
    'is refused in words when it is something else: a %s',
    async (name) => {
      const error = await readForeignFile(at(name)).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'ENVIRONMENT_FAILED',
        message: expect.stringMatching(new RegExp(`^${name} can't be read: it `)),
        hint: expect.stringContaining('install scripts'),
      });
      expect(String(error)).not.toContain('s3cr3t');
    },
  );

  it('is refused at once when it is a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    await expect(readForeignFile(at('pipe'))).rejects.toMatchObject({ code: 'ENVIRONMENT_FAILED' });
  });

  it('is missing in the usual way', async () => {
    await expect(readForeignFile(at('missing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
