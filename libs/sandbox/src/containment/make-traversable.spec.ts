import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { makeTraversable } from './make-traversable';

describe('a folder that foreign code works in', () => {
  const folder = join(temporaryFolder(), 'home');
  const mode = () => (statSync(folder).mode & 0o777).toString(8);

  it('is passed by others where foreign code is another user, and by nobody else', async () => {
    mkdirSync(folder, { mode: 0o700 });
    await makeTraversable(folder, false);
    expect(mode()).toBe('700');
    await makeTraversable(folder, true);
    expect(mode()).toBe('701');
    // Also where it was opened before.
    await makeTraversable(folder, false);
    expect(mode()).toBe('700');
  });

  it('stays as somebody has shared it', async () => {
    chmodSync(folder, 0o755);
    await makeTraversable(folder, false);
    await makeTraversable(folder, true);
    expect(mode()).toBe('755');
  });
});
