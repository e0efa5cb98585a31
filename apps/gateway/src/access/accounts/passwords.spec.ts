import { hashPassword, isPassword } from './passwords';

describe('passwords at rest', () => {
  it('are known again, and only they', async () => {
    const stored = await hashPassword('correct horse');
    expect(await isPassword('correct horse', stored)).toBe(true);
    for (const wrong of ['correct horsf', 'Correct horse', '', stored]) {
      expect(await isPassword(wrong, stored)).toBe(false);
    }
  });

  it('are salted, and stored with what is needed to check them after the cost was raised', async () => {
    const [first, second] = await Promise.all([hashPassword('same'), hashPassword('same')]);
    expect(first).not.toBe(second);
    expect(first).toMatch(/^scrypt\$32768\$8\$[\w+/]{22}==\$[\w+/]{43}=$/);
    expect(first).not.toContain('same');
  });

  it.each([[null], [''], ['scrypt'], ['md5$1$1$c2FsdA==$aGFzaA=='], ['scrypt$1024$8$c2FsdA==$aGFzaA==']])(
    'never fit to %j',
    async (stored) => {
      expect(await isPassword('', stored)).toBe(false);
      expect(await isPassword('anything', stored)).toBe(false);
    },
  );
});
