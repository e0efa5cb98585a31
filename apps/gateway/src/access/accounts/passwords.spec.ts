import { scryptSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hashPassword, isOutdated, isPassword } from './passwords';

describe('passwords at rest', () => {
  it('are known again, and only they', async () => {
    const stored = await hashPassword('correct horse');
    expect(await isPassword('correct horse', stored)).toBe(true);
    for (const wrong of ['correct horsf', 'Correct horse', '', stored]) {
      expect(await isPassword(wrong, stored)).toBe(false);
    }
  });

  it('are checked one after the other, so that files and names are still read meanwhile', async () => {
    const stored = await hashPassword('correct horse');
    const told: string[] = [];
    const checks = Array.from({ length: 8 }, () => isPassword('wrong', stored).then(() => told.push('checked')));
    await readFile(__filename).then(() => told.push('read'));
    await Promise.all(checks);
    expect(told.indexOf('read')).toBeLessThan(3);
  });

  it('are salted, and stored with what is needed to check them after the cost was raised', async () => {
    const [first, second] = await Promise.all([hashPassword('same'), hashPassword('same')]);
    expect(first).not.toBe(second);
    expect(first).toMatch(/^scrypt2\$32768\$8\$3\$[\w+/]{22}==\$[\w+/]{43}=$/);
    expect(first).not.toContain('same');
  });

  it('are known too where they were stored at the former cost, and only those are outdated', async () => {
    const salt = Buffer.from('0123456789abcdef');
    const hash = scryptSync('correct horse', salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 });
    const former = ['scrypt', 2 ** 15, 8, salt.toString('base64'), hash.toString('base64')].join('$');
    expect(await isPassword('correct horse', former)).toBe(true);
    expect(await isPassword('correct horsf', former)).toBe(false);
    // The same hash under the new mark is that of other parameters.
    expect(await isPassword('correct horse', former.replace('scrypt$32768$8', 'scrypt2$32768$8$3'))).toBe(false);
    expect([isOutdated(former), isOutdated(await hashPassword('correct horse'))]).toEqual([true, false]);
  });

  it.each([[null], [''], ['scrypt'], ['md5$1$1$c2FsdA==$aGFzaA=='], ['scrypt$1024$8$c2FsdA==$aGFzaA==']])(
    'never fit to %j',
    async (stored) => {
      expect(await isPassword('', stored)).toBe(false);
      expect(await isPassword('anything', stored)).toBe(false);
    },
  );
});
