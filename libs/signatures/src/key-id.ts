export const KEY_ID_BYTES = 8;

/** As minisign shows it: 16 hexadecimal digits, the last byte first. */
export function keyIdOf(bytes: Buffer): string {
  return Buffer.from(bytes).reverse().toString('hex').toUpperCase();
}
