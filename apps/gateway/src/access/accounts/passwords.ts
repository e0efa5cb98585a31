import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { RateLimited } from '../../http/rate-limit/rate-limited';
import { OneAfterAnother } from './one-after-another';

interface Cost {
  cost: number;
  blockSize: number;
  parallel: number;
}

// What OWASP recommends with N = 2^15: about 30 MB and 300 ms.
const COST: Cost = { cost: 2 ** 15, blockSize: 8, parallel: 3 };
/** It takes a thread of the few that also read files and look up names. */
const derivations = new OneAfterAnother(100, () => new RateLimited('Too many passwords are being checked.', 10));
const SALT_BYTES = 16;
const HASH_BYTES = 32;
const deriveNow = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** `scrypt2$<cost>$<block size>$<parallel>$<salt>$<hash>`, the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  const { cost, blockSize, parallel } = COST;
  return ['scrypt2', cost, blockSize, parallel, salt.toString('base64'), hash.toString('base64')].join('$');
}

export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const read = readHash(stored ?? '');
  if (read === undefined) return false;
  const found = await derive(password, read.salt, read);
  return found.length === read.hash.length && timingSafeEqual(found, read.hash);
}

/** Whether it would be stored otherwise today. */
export function isOutdated(stored: string): boolean {
  const { cost, blockSize, parallel } = COST;
  return !stored.startsWith(`scrypt2$${cost}$${blockSize}$${parallel}$`);
}

/** Those that begin with `scrypt` alone are older, and say nothing of `parallel`: it was 1. */
function readHash(stored: string): (Cost & { salt: Buffer; hash: Buffer }) | undefined {
  const [scheme, cost, blockSize, ...rest] = stored.split('$');
  const parallel = scheme === 'scrypt' ? '1' : rest.shift();
  const [salt, hash] = rest;
  if (!['scrypt', 'scrypt2'].includes(scheme ?? '') || salt === undefined || hash === undefined) return undefined;
  return {
    cost: Number(cost),
    blockSize: Number(blockSize),
    parallel: Number(parallel),
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  };
}

/** @throws RateLimited when a hundred wait for theirs */
function derive(password: string, salt: Buffer, { cost, blockSize, parallel }: Cost): Promise<Buffer> {
  const options = { N: cost, r: blockSize, p: parallel, maxmem: 256 * cost * blockSize };
  return derivations.run(() => deriveNow(password, salt, HASH_BYTES, options));
}
