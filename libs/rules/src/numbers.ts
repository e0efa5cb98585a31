import { Fraction } from './fraction';

export type NumberValue = number | bigint | Fraction;

export function isNumber(value: unknown): value is NumberValue {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof Fraction;
}

export function isFloat(value: NumberValue): boolean {
  return value instanceof Fraction || (typeof value === 'number' && !Number.isInteger(value));
}

/** A whole number beside a fraction is taken as one, which may round it; two whole numbers are compared exactly. */
export function sameNumber(a: NumberValue, b: NumberValue): boolean {
  return isFloat(a) || isFloat(b) ? Number(plain(a)) === Number(plain(b)) : a === b;
}

export function isLessNumber(a: NumberValue, b: NumberValue): boolean {
  return isFloat(a) || isFloat(b) ? Number(plain(a)) < Number(plain(b)) : plain(a) < plain(b);
}

/** `0.00001` is `1e-05`: when it has an exponent, and how that is written, as Go prints it. */
export function printFloat(value: number): string {
  const [, mantissa = '', sign = '', exponent = ''] = /^(.*)e([+-])(\d+)$/.exec(value.toExponential()) ?? [];
  const power = Number(`${sign}${exponent}`);
  if (value === 0 || (power >= -4 && power < 21)) return Object.is(value, -0) ? '-0' : String(value);
  return `${mantissa}e${sign}${exponent.padStart(2, '0')}`;
}

function plain(value: NumberValue): number | bigint {
  return value instanceof Fraction ? value.value : value;
}
