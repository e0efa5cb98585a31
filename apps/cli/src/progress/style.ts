export type Paint = (text: string) => string;

/** Colours, or none. */
export interface Style {
  green: Paint;
  red: Paint;
  yellow: Paint;
  dim: Paint;
  bold: Paint;
}

export function styleFor(hasColor: boolean): Style {
  const wrap = (code: number) => (text: string) => (hasColor && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { green: wrap(32), red: wrap(31), yellow: wrap(33), dim: wrap(2), bold: wrap(1) };
}
