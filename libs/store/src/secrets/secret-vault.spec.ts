import { createCipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@packyard/testing';
import { FixedKeys, KeyFile } from './key-ring';
import { SecretVault } from './secret-vault';

const key = () => randomBytes(32);

describe('SecretVault', () => {
  const folder = temporaryFolder();

  it('opens what it sealed, in the same context only, and nothing that was changed', () => {
    const vault = new SecretVault(new FixedKeys(key()));
    const sealed = vault.seal('s3cret', 'place');
    expect(vault.open(sealed, 'place')).toBe('s3cret');
    expect(sealed.toString('latin1')).not.toContain('s3cret');
    expect(() => vault.open(sealed, 'other place')).toThrow();
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => vault.open(changed, 'place')).toThrow();
    }
  });

  it('says with which key it sealed: former keys open theirs, others nothing', () => {
    const [first, second] = [key(), key()];
    const sealed = new SecretVault(new FixedKeys(first)).seal('s3cret', 'place');
    const both = new SecretVault(new FixedKeys(second, [first]));
    expect([both.open(sealed, 'place'), both.isCurrent(sealed)]).toEqual(['s3cret', false]);
    expect(both.isCurrent(both.seal('s3cret', 'place'))).toBe(true);
    expect(() => new SecretVault(new FixedKeys(second)).open(sealed, 'place')).toThrow('not there any more');
  });

  it('opens what was sealed before keys had ids', () => {
    const former = key();
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', former, nonce).setAAD(Buffer.from('place'));
    const text = Buffer.concat([cipher.update('s3cret', 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text]);
    const vault = new SecretVault(new FixedKeys(key(), [key(), former]));
    expect([vault.open(sealed, 'place'), vault.isCurrent(sealed)]).toEqual(['s3cret', false]);
  });

  it('finds another key in the file as soon as it is needed, and keeps its fingerprints', () => {
    const path = join(folder, 'secret-key');
    const [mine, theirs] = [new KeyFile(path), new KeyFile(path)];
    const [here, there] = [new SecretVault(mine), new SecretVault(theirs)];
    const [before, fingerprint] = [here.seal('before', 'place'), there.fingerprint('text')];
    const { current, others, digests } = mine.read();
    mine.write({ current: key(), others: [current, ...others], digests });
    expect(there.open(here.seal('after', 'place'), 'place')).toBe('after');
    expect(there.open(before, 'place')).toBe('before');
    expect(here.isCurrent(there.seal('there', 'place'))).toBe(true);
    mine.write({ ...mine.read(true), others: [] });
    there.seal('anything', 'place');
    expect(() => there.open(before, 'place')).toThrow();
    expect([here.fingerprint('text'), new SecretVault(new KeyFile(path)).fingerprint('text')]).toEqual([
      fingerprint,
      fingerprint,
    ]);
  });

  it('keeps nothing of a former key in the file, and its fingerprints all the same', () => {
    const path = join(folder, 'rotated-key');
    const keys = new KeyFile(path);
    const first = keys.read().current.toString('base64');
    const fingerprint = new SecretVault(keys).fingerprint('text');
    rotate(keys);
    expect(readFileSync(path, 'utf8')).not.toContain(first);
    rotate(keys);
    expect(new SecretVault(new KeyFile(path)).fingerprint('text')).toBe(fingerprint);
  });

  it('forgets the first key, which former releases kept, at the next rotation', () => {
    const path = join(folder, 'former-key');
    const [first, current] = [key(), key()];
    writeFileSync(path, `${current.toString('base64')}\ndigests ${first.toString('base64')}\n`, { mode: 0o600 });
    const keys = new KeyFile(path);
    const fingerprint = new SecretVault(keys).fingerprint('text');
    expect(keys.read().digests).not.toEqual(first);
    rotate(keys);
    expect(readFileSync(path, 'utf8')).not.toContain(first.toString('base64'));
    expect(new SecretVault(new KeyFile(path)).fingerprint('text')).toBe(fingerprint);
  });
});

function rotate(keys: KeyFile): void {
  const { current, others, digests } = keys.read(true);
  keys.write({ current: randomBytes(32), others: [current, ...others], digests });
  keys.write({ ...keys.read(true), others: [] });
}
