import { isEmptyRange, isRange } from '@packyard/pack';

/** Whether the text is a range that no version can satisfy. */
export function isUnsatisfiableRange(text: string): boolean {
  return isRange(text) && isEmptyRange(text);
}
