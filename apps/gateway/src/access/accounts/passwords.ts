import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

// OWASP's minimum: N = 2^15, r = 8; about 30 MB and 100 ms.
const COST = 2 ** 15;
const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** `scrypt$<cost>$<block size>$<salt>$<hash>`, the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, { salt, cost: COST, blockSize: BLOCK_SIZE });
  return ['scrypt', COST, BLOCK_SIZE, salt.toString('base64'), hash.toString('base64')].join('$');
}

export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [scheme, cost, blockSize, salt, hash] = (stored ?? '').split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const options = { salt: Buffer.from(salt, 'base64'), cost: Number(cost), blockSize: Number(blockSize) };
  const found = await derive(password, options);
  return found.length === expected.length && timingSafeEqual(found, expected);
}

function derive(
  password: string,
  { salt, cost, blockSize }: { salt: Buffer; cost: number; blockSize: number },
): Promise<Buffer> {
  const options = { N: cost, r: blockSize, p: 1, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
