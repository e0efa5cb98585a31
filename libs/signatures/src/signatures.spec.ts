import { RejectedError } from '@packyard/contracts';
import {
  decryptSecretKey,
  generateKey,
  isSignedBy,
  parsePublicKey,
  parseSignature,
  prehash,
  publicKeyText,
  secretKeyText,
  sign,
  type Signature,
} from './index';

/** Made by minisign 0.11, `minisign -G -W` and `minisign -S -W -t 'some comment'` over `hello\n`. */
const MINISIGN = {
  publicKey: `untrusted comment: minisign public key C20D0F708E8DCCBB
RWS7zI2OcA8NwvqsgBFhRmaSQLotKfeIiV3BIYdJAzq0r8TsCjdAPPJ3
`,
  secretKey: `untrusted comment: minisign encrypted secret key
RWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAu8yNjnAPDcJk0J6PJ0U0QxbTIvZxW9Cu3D0mH6eNx1S9FAspAd+b9PqsgBFhRmaSQLotKfeIiV3BIYdJAzq0r8TsCjdAPPJ3AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
`,
  signature: `untrusted comment: signature from minisign secret key
RUS7zI2OcA8NwkzJWWbWooHWSJtHN7U+uAnB/T9aEST7maf2W9l4FCBs4aWqS/fLJzNi5xGW6MNd198RaI1Ebpg3qy3r1c9xTQk=
trusted comment: some comment
kD1EiDhqzdzJThzthx3t/inAfRaq/h1Tr/zAePCyHA8S92H2RCgS6Ghim5YgF5cY4UKwWX8qHxKjOtyKIqHMBg==
`,
};

const read = (text: string): Signature => {
  const signature = parseSignature(text);
  if (typeof signature === 'string') throw new Error(signature);
  return signature;
};

describe("minisign's files", () => {
  const key = parsePublicKey(MINISIGN.publicKey);

  it('are read as minisign wrote them', async () => {
    expect(key.id).toBe('C20D0F708E8DCCBB');
    expect(read(MINISIGN.signature)).toMatchObject({ keyId: key.id, trustedComment: 'some comment' });
    expect(isSignedBy(key, read(MINISIGN.signature), prehash('hello\n'))).toBe(true);
    expect((await decryptSecretKey(MINISIGN.secretKey, undefined)).publicKey.text).toBe(key.text);
  });

  it('are written as minisign writes them: the same key and message make the same bytes', async () => {
    const secret = await decryptSecretKey(MINISIGN.secretKey, undefined);
    expect(sign(secret, prehash('hello\n'), 'some comment')).toBe(MINISIGN.signature);
    expect(publicKeyText(key)).toBe(MINISIGN.publicKey);
    // As minisign writes it: seen with a key of which it says so.
    const small = { id: '02A7BDF535699DF2', text: 'RWTynWk19b2nAr2HTR0/uZcqdnhoyj7a82qaBs2zxWImFxmBGl+FJfht' };
    expect(publicKeyText(small)).toBe(`untrusted comment: minisign public key 2A7BDF535699DF2\n${small.text}\n`);
  });

  it.each([
    ['another message', prehash('hello'), MINISIGN.signature],
    ['another comment', prehash('hello\n'), MINISIGN.signature.replace('some comment', 'other comment')],
    ['another number of the key', prehash('hello\n'), MINISIGN.signature.replace('RUS7zI', 'RUS8zI')],
    ['another signature', prehash('hello\n'), MINISIGN.signature.replace('kzJWWbW', 'kzJWWbX')],
  ])('%s does not pass', (_what, message, text) => {
    expect(isSignedBy(key, read(text), message)).toBe(false);
  });

  it('another key of the same number does not pass', () => {
    const bytes = Buffer.from(generateKey().publicKey.text, 'base64');
    Buffer.from(key.text, 'base64').copy(bytes, 2, 2, 10);
    const twin = parsePublicKey(bytes.toString('base64'));
    expect(twin.id).toBe(key.id);
    expect(isSignedBy(twin, read(MINISIGN.signature), prehash('hello\n'))).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['a page', '<html>no such file</html>'],
    ['a cut file', MINISIGN.signature.slice(0, 150)],
    ['two signatures', MINISIGN.signature + MINISIGN.signature],
    ['one with a line in the middle', MINISIGN.signature.replace('\ntrusted', '\n\ntrusted')],
    ['one that is too long', MINISIGN.signature.replace('some', 'x'.repeat(10_000))],
    ['the legacy form', MINISIGN.signature.replace('RUS7zI', 'RWS7zI')],
  ])('%s is no signature, in words', (_what, text) => {
    expect(parseSignature(text)).toEqual(expect.stringMatching(/^it /));
  });

  it('a signature whose lines end as on Windows is read', () => {
    expect(isSignedBy(key, read(MINISIGN.signature.replaceAll('\n', '\r\n')), prehash('hello\n'))).toBe(true);
  });

  it.each(['', 'RWS7', MINISIGN.publicKey.repeat(2), MINISIGN.secretKey, 'x'.repeat(100_000)])(
    'what is no public key is refused and not repeated (%#)',
    (text) => {
      expect(() => parsePublicKey(text)).toThrow(RejectedError);
      expect(() => parsePublicKey(text)).toThrow(/no public key|a secret key/);
      expect(() => parsePublicKey(text)).not.toThrow(/RWQAAEIy/);
    },
  );
});

describe('a secret key with a password', () => {
  it('is opened by that password only', async () => {
    const key = generateKey();
    const file = await secretKeyText(key, 'correct horse');
    expect((await decryptSecretKey(file, 'correct horse')).publicKey.text).toBe(key.publicKey.text);
    await expect(decryptSecretKey(file, 'other')).rejects.toMatchObject({ code: 'KEY_INVALID' });
    await expect(decryptSecretKey(file, undefined)).rejects.toThrow(/is encrypted/);
  });

  it('that asks for more memory than there is sense in is refused', async () => {
    const [comment = '', line = ''] = (await secretKeyText(generateKey(), 'x')).split('\n');
    const bytes = Buffer.from(line, 'base64');
    bytes.writeBigUInt64LE(2n ** 62n, 46);
    await expect(decryptSecretKey(`${comment}\n${bytes.toString('base64')}\n`, 'x')).rejects.toThrow(/bytes of memory/);
  });
});
