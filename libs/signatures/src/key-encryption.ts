import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { blake2b } from '@noble/hashes/blake2.js';
import { RejectedError } from '@packyard/contracts';

export const SALT_BYTES = 32;
/** Number of the key, secret and public half, checksum. */
export const KEY_DATA_BYTES = 8 + 64 + 32;

/** How expensive guessing a password is, in the units of libsodium. */
export interface KeyLimits {
  operations: number;
  /** Bytes. */
  memory: number;
}

/** 128 MiB, which any machine can spare; minisign's own gigabyte can be read too. */
export const OWN_LIMITS: KeyLimits = { operations: 2 ** 22, memory: 2 ** 27 };
const MAX_MEMORY = 2 ** 30;
const BLOCK_SIZE = 8;

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** BLAKE2b-256 of the algorithm, the number and the key, as minisign stores it. Node's own BLAKE2b has no shorter form. */
export function checksumOfKey(keyNumber: Buffer, secret: Buffer): Buffer {
  return Buffer.from(blake2b(Buffer.concat([Buffer.from('Ed'), keyNumber, secret]), { dkLen: 32 }));
}

/** What the key is hidden by. */
export function maskOf(password: string, salt: Buffer, limits: KeyLimits): Promise<Buffer> {
  const { N, p } = scryptCost(limits);
  const maxmem = 2 * 128 * N * BLOCK_SIZE;
  return derive(password, salt, KEY_DATA_BYTES, { N, r: BLOCK_SIZE, p, maxmem });
}

/** As libsodium's `pickparams` does. */
function scryptCost(limits: KeyLimits): { N: number; p: number } {
  const { memory } = limits;
  const operations = Math.max(limits.operations, 32768);
  if (memory > MAX_MEMORY || operations > MAX_MEMORY) {
    throw new RejectedError('KEY_INVALID', `The secret key asks for ${memory} bytes of memory to be decrypted.`, {
      hint: 'Give a key that was made by `packyard key generate` or `minisign -G`.',
    });
  }
  const isShortOfTime = operations < memory / 32;
  const most = isShortOfTime ? operations / (BLOCK_SIZE * 4) : memory / (BLOCK_SIZE * 128);
  let N = 2;
  while (N <= most / 2) N *= 2;
  const product = Math.min(operations / 4 / N, 0x3fffffff);
  return { N, p: isShortOfTime ? 1 : Math.max(1, Math.floor(product / BLOCK_SIZE)) };
}
