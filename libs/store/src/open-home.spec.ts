import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { openHome } from './open-home';

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
const isRoot = process.geteuid?.() === 0;

describe('openHome', () => {
  const folder = temporaryFolder();

  it('makes folders that nobody else can look into', () => {
    const home = join(folder, 'deep/home');
    expect(openHome(home, false)).toEqual([]);
    expect(modeOf(home)).toBe(isRoot ? '711' : '700');
    for (const name of [
      'staging',
      'store',
      'store/packs',
      'store/environments',
      'uploads',
      'cache',
      'trash',
      'packs',
    ]) {
      expect([name, modeOf(join(home, name))]).toEqual([name, isRoot ? '711' : '700']);
    }
    expect(openHome(home, false)).toEqual([]);
  });

  it('names what others can read, and leaves it as it is', () => {
    const home = join(folder, 'home-1');
    mkdirSync(home, { mode: 0o755 });
    expect(openHome(home, false)).toEqual([home]);
    chmodSync(home, 0o711);
    chmodSync(join(home, 'staging'), 0o755);
    expect(openHome(home, false)).toEqual([join(home, 'staging')]);
    chmodSync(home, 0o700);
    expect(openHome(home, false)).toEqual([]);
    expect(modeOf(join(home, 'staging'))).toBe('755');
  });

  it('is shared on purpose only', () => {
    const home = join(folder, 'home-2');
    expect(openHome(home, true)).toEqual([]);
    expect(modeOf(join(home, 'store/packs'))).toBe('755');
  });
});
