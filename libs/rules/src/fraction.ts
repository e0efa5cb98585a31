/**
 * A number that is written with a point and yet is whole, such as `1.0`: it equals 1, but never `true`. Other fractions are
 * plain numbers.
 */
export class Fraction {
  constructor(readonly value: number) {}

  toString(): string {
    return String(this.value);
  }
}

/** Nothing when the text is too large for a number. */
export function fractionOf(text: string): number | Fraction | undefined {
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  return Number.isInteger(value) ? new Fraction(value) : value;
}
