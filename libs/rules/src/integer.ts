/** A whole number as it is written in decimal digits, exactly. */
export function integerOf(digits: string): number | bigint {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}

/** Whether Gort can hold it, which has 64 bits for it. */
export function fitsGort(value: number | bigint): boolean {
  return BigInt.asIntN(64, BigInt(value)) === BigInt(value);
}
