import { visible } from '@packyard/contracts';

/** What `Style` makes of its colours and weights, and no more. */
const OWN_SEQUENCE = /(\u001b\[(?:1|2|22|31|32|33|39)m)/;

/** A text as a terminal may get it: what others have put into it moves no cursor, and fills no clipboard. */
export function printable(text: string, hasColor: boolean): string {
  if (!hasColor) return visible(text);
  const parts = text.split(OWN_SEQUENCE);
  return parts.map((part, index) => (index % 2 === 1 ? part : visible(part))).join('');
}
