import { styleText } from 'node:util';

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
  // Whether there are colours is decided for the stream that is written to, which need not be standard output.
  const paint =
    (format: keyof Style): Paint =>
    (text) =>
      hasColor && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  return {
    green: paint('green'),
    red: paint('red'),
    yellow: paint('yellow'),
    dim: paint('dim'),
    bold: paint('bold'),
  };
}
