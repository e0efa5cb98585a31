import { type RefChoice, RefChooser } from './ref-choice';

export const ADVERTISEMENT_TYPE = 'application/x-git-upload-pack-advertisement';

const LENGTH_DIGITS = 4;
const LINE = /^([0-9a-f]{40}|[0-9a-f]{64}) (\S[^\0\n]*)/;
/** What stands for the first reference where there is none. */
const NO_REFS = 'capabilities^{}';

/**
 * What a server has of the wanted branch or tag, by what it names at `info/refs` in the first version of its protocol; nothing
 * when it is not that, or not to be understood: then git itself has to ask.
 */
export function readAdvertisement(body: Buffer, refSpec: string | undefined): RefChoice | undefined {
  const chooser = new RefChooser(refSpec);
  const packets = packetsIn(body);
  let { value: text } = packets.next();
  if (text?.startsWith('# service=') === true) {
    packets.next();
    text = packets.next().value;
  }
  for (; text; text = packets.next().value) {
    if (text.startsWith('shallow ')) continue;
    const [, id, name] = LINE.exec(text) ?? [];
    if (id === undefined || name === undefined) return undefined;
    if (name !== NO_REFS) chooser.add(id, name);
  }
  return text === '' ? chooser.choice() : undefined;
}

/** Each begins with its length in four hexadecimal digits, itself included; empty ones are the ends of sections. */
function* packetsIn(body: Buffer): Generator<string, undefined> {
  for (let at = 0; at < body.length;) {
    const digits = body.toString('latin1', at, at + LENGTH_DIGITS);
    const length = /^[0-9a-f]{4}$/i.test(digits) ? parseInt(digits, 16) : -1;
    const isEnd = length === 0;
    if ((!isEnd && length <= LENGTH_DIGITS) || at + length > body.length) return undefined;
    yield isEnd ? '' : body.toString('utf8', at + LENGTH_DIGITS, at + length);
    at += isEnd ? LENGTH_DIGITS : length;
  }
  return undefined;
}
