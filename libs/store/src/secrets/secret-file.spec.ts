import { chmodSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { KeyFile } from './key-ring';
import { readOrMakeSecretFile } from './secret-file';

describe('the file of a secret', () => {
  const folder = temporaryFolder();
  let count = 0;
  const file = (text?: string, mode = 0o600) => {
    const path = join(folder, `secret-${(count += 1)}`);
    if (text === undefined) return path;
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };

  it('is made once, for its owner alone', () => {
    const path = file();
    expect(readOrMakeSecretFile(path, () => 'made')).toBe('made');
    expect(readOrMakeSecretFile(path, () => 'again')).toBe('made');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    [0o666, 'can be changed'],
    [0o620, 'can be changed'],
    [0o644, 'can be read'],
    [0o640, 'can be read'],
  ])('is refused when others can get at it: %o', (mode, words) => {
    const path = file('s3cret', mode);
    const read = () => readOrMakeSecretFile(path, () => 'made');
    expect(read).toThrow(words);
    expect(read).toThrow(expect.objectContaining({ hint: expect.stringContaining(`chmod 600 ${path}`) as string }));
    expect(read).not.toThrow('s3cret');
  });

  it.each(['', 'short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')])(
    'holds a key of 32 bytes, or is refused: %j',
    (text) => {
      const path = file(text);
      expect(() => new KeyFile(path).read().current).toThrow('holds no key: it has to be 32 bytes in base64');
    },
  );

  it('holds a key that was made', () => {
    const path = file();
    expect(new KeyFile(path).read().current).toHaveLength(32);
    expect(new KeyFile(path).read().current).toEqual(new KeyFile(path).read().current);
  });
});
